#include "tools/kernel_peer/held_socket.h"

#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>
// It needs what sys/socket.h defines.
#include <linux/vm_sockets.h>

#include <cstdint>

#include "tools/kernel_peer/failure.h"

namespace vmcheck::kernel_peer {
namespace {

constexpr std::size_t kPage = 4096;

// How long the call may take to come to the page, in milliseconds.
constexpr int kPatience = 5000;

// A page of zeros as a connect timeout is the usual one: the call changes nothing.
void set_timeout(int file, const void* page) {
  setsockopt(file, AF_VSOCK, SO_VM_SOCKETS_CONNECT_TIMEOUT, page, sizeof(timeval));
}

}  // namespace

HeldSocket::HeldSocket(int file)
    : faults_(static_cast<int>(syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK))),
      page_(mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {
  demand(faults_ >= 0 && page_ != MAP_FAILED, "userfaultfd");
  uffdio_api version{};
  version.api = UFFD_API;
  demand(ioctl(faults_, UFFDIO_API, &version) == 0, "userfaultfd's version");
  uffdio_register pages{};
  pages.range = {reinterpret_cast<std::uintptr_t>(page_), kPage};
  pages.mode = UFFDIO_REGISTER_MODE_MISSING;
  demand(ioctl(faults_, UFFDIO_REGISTER, &pages) == 0, "userfaultfd's page");
  call_ = std::thread(set_timeout, file, page_);
  pollfd fault{faults_, POLLIN, 0};
  if (poll(&fault, 1, kPatience) == 1 && (fault.revents & POLLIN) != 0) return;
  give_page();
  call_.join();
  throw Failure("the kernel does not ask for the page");
}

HeldSocket::~HeldSocket() {
  give_page();
  call_.join();
  close(faults_);
  munmap(page_, kPage);
}

void HeldSocket::give_page() const {
  uffdio_zeropage zeros{};
  zeros.range = {reinterpret_cast<std::uintptr_t>(page_), kPage};
  ioctl(faults_, UFFDIO_ZEROPAGE, &zeros);
}

}  // namespace vmcheck::kernel_peer
