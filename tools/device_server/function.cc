#include "tools/device_server/function.h"

namespace vmcheck::device_server {
namespace {

constexpr std::uint64_t kDataOut = 0x10;
constexpr std::uint64_t kDataIn = 0x14;

// What an access finds that is not one to a whole register.
constexpr std::uint32_t kNothing = 0xffffffff;

bool in_range(std::uint64_t offset, std::uint32_t begin, std::uint32_t bytes) {
  return offset >= begin && offset - begin < bytes;
}

}  // namespace

Function::Function(const Features& features, ServedDevice& device, GuestMemory& memory,
                   Qtest& qtest)
    : features_(features), config_(features), device_(device), memory_(memory), qtest_(qtest) {}

std::uint64_t Function::handle(const Request& request) {
  std::uint64_t answer = 0;
  switch (request.command) {
    case Request::Command::sync_memory:
      memory_.map(request.regions);
      break;
    case Request::Command::config_write:
      configure(request);
      interrupt();
      break;
    case Request::Command::config_read:
      answer = config_.read(request.address, request.size);
      break;
    case Request::Command::bar_write:
      write_window(request);
      interrupt();
      break;
    case Request::Command::bar_read:
      answer = read_window(request);
      interrupt();
      break;
    case Request::Command::set_interrupt_files:
      break;
    case Request::Command::reset:
      reset();
      break;
  }
  return answer;
}

// QEMU's main loop asks for this, and takes no commands meanwhile: the line falls by itself.
void Function::reset() {
  config_ = ConfigSpace(features_);
  msix_ = MsixTable();
  device_.reset();
  device_.let_access_memory(false);
  line_level_ = false;
}

// With a vector for each cause the guest need not ask for the cause.
void Function::configure(const Request& request) {
  config_.write(request.address, request.size, static_cast<std::uint32_t>(request.value));
  device_.let_access_memory(config_.may_access_memory());
  device_.set_vectors(config_.msix_enabled() && features_.msix_vectors > 1
                          ? world::Vectors::exclusive
                          : world::Vectors::shared);
}

std::uint32_t Function::read_register(std::uint64_t offset, std::uint32_t size) {
  if (offset == kDataIn && size == 1) return device_.read_data_in();
  return size == 4 ? device_.read_register(static_cast<std::uint32_t>(offset)) : kNothing;
}

void Function::write_register(std::uint64_t offset, std::uint32_t size, std::uint32_t value) {
  if (offset == kDataOut && size == 1)
    return device_.write_data_out(static_cast<std::uint8_t>(value));
  if (size == 4) device_.write_register(static_cast<std::uint32_t>(offset), value);
}

std::uint32_t Function::read_window(const Request& request) {
  if (!request.in_memory)
    return read_register(request.address - config_.ports_address(), request.size);
  const std::uint64_t offset = request.address - config_.window_address();
  if (features_.registers_in_memory && offset >= kRegistersOffset)
    return read_register(offset - kRegistersOffset, request.size);
  if (offset == kMsixPendingOffset) return msix_.pending();
  return request.size == 4 ? msix_.read(offset - kMsixTableOffset) : kNothing;
}

void Function::write_window(const Request& request) {
  const auto value = static_cast<std::uint32_t>(request.value);
  if (!request.in_memory)
    return write_register(request.address - config_.ports_address(), request.size, value);
  const std::uint64_t offset = request.address - config_.window_address();
  if (features_.registers_in_memory && offset >= kRegistersOffset)
    return write_register(offset - kRegistersOffset, request.size, value);
  if (in_range(offset, kMsixTableOffset, features_.msix_vectors * 16) && request.size == 4)
    msix_.write(offset - kMsixTableOffset, value);
}

void Function::interrupt() {
  const std::uint32_t due = device_.take_interrupts();
  const bool may = config_.may_access_memory();
  if (config_.msix_enabled()) {
    for (std::uint32_t vector = 0; vector < features_.msix_vectors; ++vector) {
      if ((due & 1U << vector) != 0) msix_.raise(vector);
    }
    while (may && !config_.msix_masked()) {
      const auto message = msix_.take();
      if (!message) break;
      qtest_.write_word(message->address, message->data);
    }
  } else if (const auto message = config_.msi(); message && due != 0 && may) {
    qtest_.write_word(message->address, message->data);
  }
  const bool level = config_.line_enabled() && device_.line_level();
  if (level != line_level_) qtest_.set_input(config_.line(), level);
  line_level_ = level;
}

}  // namespace vmcheck::device_server
