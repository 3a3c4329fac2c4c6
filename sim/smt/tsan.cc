// Z3's timer takes its mutex by pthread_mutex_clocklock, which gcc 12's ThreadSanitizer does not
// know: it sees only the unlock, and reports it. Our own threads are watched as ever.
#if defined(__SANITIZE_THREAD__)
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "mutex:libz3.so\n";
}
#endif
