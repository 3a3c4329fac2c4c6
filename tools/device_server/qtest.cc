#include "tools/device_server/qtest.h"

#include <fmt/core.h>
#include <sys/socket.h>

#include <stdexcept>

namespace vmcheck::device_server {

void Qtest::command(const std::string& line) {
  const std::string text = line + "\n";
  if (send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(text.size()))
    throw std::runtime_error("QEMU takes no commands any more");
  std::string answer;
  char byte;
  while (recv(socket_.number(), &byte, 1, 0) == 1) {
    if (byte == '\n') break;
    answer += byte;
  }
  if (!answer.starts_with("OK"))
    throw std::runtime_error(fmt::format("QEMU answered \"{}\" to \"{}\"", answer, line));
}

void Qtest::write_word(std::uint64_t address, std::uint32_t value) {
  command(fmt::format("writel {:#x} {:#x}", address, value));
}

void Qtest::set_input(unsigned input, bool level) {
  command(fmt::format("set_irq_in ioapic unnamed-gpio-in {} {}", input, level ? 1 : 0));
}

}  // namespace vmcheck::device_server
