// Where the linker leads calls of the core's pure functions: to them, and past the recorder.
#include "tools/kernel_peer/recorder.h"

using vmcheck::kernel_peer::Recorder;

extern "C" {

// The real functions, as `ld --wrap` names them.
decltype(vmci_connection_step) __real_vmci_connection_step;
decltype(vmci_stack_find) __real_vmci_stack_find;
decltype(vmci_notify_enqueued) __real_vmci_notify_enqueued;
decltype(vmci_notify_dequeued) __real_vmci_notify_dequeued;
decltype(vmci_notify_reader_waits) __real_vmci_notify_reader_waits;
decltype(vmci_notify_writer_waits) __real_vmci_notify_writer_waits;
decltype(vmci_notify_receive) __real_vmci_notify_receive;

int __wrap_vmci_connection_step(const vmci_connection* connection,
                                const vmci_connection_event* event,
                                vmci_connection_outcome* outcome) {
  Recorder* const recorder = Recorder::of(connection);
  vmci_connection before = *connection;
  const bool begins = event->kind == VMCI_ON_CONNECT || event->kind == VMCI_ON_LISTEN;
  if (recorder != nullptr && begins) before.protocols = recorder->protocols();
  const vmci_connection_event what = *event;
  const int result = __real_vmci_connection_step(&before, &what, outcome);
  if (recorder != nullptr) recorder->stepped(before, what, *outcome, result);
  return result;
}

unsigned int __wrap_vmci_stack_find(const vmci_stack* stack, unsigned int transport,
                                    const vmci_packet* packet) {
  const unsigned int slot = __real_vmci_stack_find(stack, transport, packet);
  Recorder* const recorder = Recorder::of(stack);
  if (recorder != nullptr && slot == VMCI_SOCKETS_MAX) recorder->nobody_found(*packet);
  return slot;
}

void __wrap_vmci_notify_enqueued(const vmci_notify* notify, const vmci_notify_view* view,
                                 vmci_u64 written, vmci_notify_outcome* outcome) {
  Recorder* const recorder = Recorder::of(notify);
  if (recorder != nullptr) recorder->moved(*view, written, notify->size, true);
  __real_vmci_notify_enqueued(notify, view, written, outcome);
}

void __wrap_vmci_notify_dequeued(const vmci_notify* notify, const vmci_notify_view* view,
                                 vmci_u64 read, vmci_notify_outcome* outcome) {
  Recorder* const recorder = Recorder::of(notify);
  if (recorder != nullptr) recorder->moved(*view, read, notify->size, false);
  __real_vmci_notify_dequeued(notify, view, read, outcome);
}

// Who waits again, and changes nothing by it, is left out.
static void tell_of_wait(const vmci_notify& before, const vmci_notify_view& view,
                         const vmci_notify_outcome& outcome, bool reads) {
  Recorder* const recorder = Recorder::of(&before);
  const bool changes = outcome.actions != 0 || outcome.notify.window != before.window ||
                       outcome.notify.flags != before.flags;
  if (recorder != nullptr && changes) recorder->waits(view, before.size, reads);
}

void __wrap_vmci_notify_reader_waits(const vmci_notify* notify, const vmci_notify_view* view,
                                     vmci_u64 target, vmci_notify_outcome* outcome) {
  __real_vmci_notify_reader_waits(notify, view, target, outcome);
  if (view->ready == 0) tell_of_wait(*notify, *view, *outcome, true);
}

void __wrap_vmci_notify_writer_waits(const vmci_notify* notify, const vmci_notify_view* view,
                                     vmci_u64 room, vmci_notify_outcome* outcome) {
  __real_vmci_notify_writer_waits(notify, view, room, outcome);
  tell_of_wait(*notify, *view, *outcome, false);
}

void __wrap_vmci_notify_receive(const vmci_notify* notify, const vmci_notify_view* view,
                                vmci_u32 type, vmci_u64 lowat, vmci_notify_outcome* outcome) {
  Recorder* const recorder = Recorder::of(notify);
  if (recorder != nullptr && type != VMCI_PACKET_INVALID) recorder->was_told(*view, notify->size);
  __real_vmci_notify_receive(notify, view, type, lowat, outcome);
}

}  // extern "C"
