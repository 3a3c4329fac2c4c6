// Keeps the kernel from looking at what arrives for one of its sockets.
#pragma once

#include <thread>

namespace vmcheck::kernel_peer {

// As long as it is there a call on the socket is under way, which has the socket's lock and waits
// for a page of memory that does not come (userfaultfd). Packets for the socket wait for the lock.
class HeldSocket {
 public:
  // The socket's file. Throws Failure if the kernel cannot be made to.
  explicit HeldSocket(int file);

  // The page comes, the call ends, and the kernel goes on with what has arrived.
  ~HeldSocket();

  HeldSocket(const HeldSocket&) = delete;
  HeldSocket& operator=(const HeldSocket&) = delete;

 private:
  void give_page() const;

  int faults_;  // the file that tells of them
  void* page_;
  std::thread call_;
};

}  // namespace vmcheck::kernel_peer
