#include "tools/device_server/qemu.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <utility>

namespace vmcheck::device_server {
namespace {

// Our end is closed when another program begins, and QEMU's is not.
std::pair<FileDescriptor, FileDescriptor> make_socket() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0 || fcntl(ends[0], F_SETFD, FD_CLOEXEC) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot make a socket for QEMU");
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

[[noreturn]] void run(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& argument : command)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  execvp(arguments[0], arguments.data());
  std::fprintf(stderr, "cannot run %s: %s\n", arguments[0], std::strerror(errno));
  _exit(127);
}

}  // namespace

Qemu start_qemu(std::vector<std::string> command, unsigned megabytes) {
  auto [device, device_end] = make_socket();
  auto [qtest, qtest_end] = make_socket();
  for (const std::string& argument :
       {std::string("-m"), fmt::format("{}M", megabytes), std::string("-object"),
        fmt::format("memory-backend-memfd,id=ram,size={}M,share=on", megabytes),
        std::string("-machine"), std::string("memory-backend=ram"), std::string("-device"),
        fmt::format("x-pci-proxy-dev,id=vmci,fd={}", device_end.number()), std::string("-chardev"),
        fmt::format("socket,id=qtest,fd={}", qtest_end.number()), std::string("-qtest"),
        std::string("chardev:qtest"), std::string("-qtest-log"), std::string("/dev/null")})
    command.push_back(argument);
  const pid_t process = fork();
  if (process < 0) throw std::system_error(errno, std::generic_category(), "cannot run QEMU");
  if (process == 0) run(command);
  return {process, std::move(device), std::move(qtest)};
}

int wait_for(const Qemu& qemu) {
  int status = 0;
  while (waitpid(qemu.process, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace vmcheck::device_server
