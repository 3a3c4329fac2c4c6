// A driver that takes in one batch of datagrams as the core says, and checks each step.
#pragma once

extern "C" {
#include "driver_core/receive.h"
}

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace vmcheck::core {

using Bytes = std::vector<unsigned char>;

class Receiver {
 public:
  // Gives the next bytes of the stream, for a place in the buffer.
  using Read = std::function<void(unsigned char* to, uint64_t offset, uint64_t length)>;
  using Skip = std::function<void(uint64_t length)>;

  Receiver(Read read, Skip skip) : read_(std::move(read)), skip_(std::move(skip)) {
    vmci_receive_init(&receive_);
  }

  const std::vector<Bytes>& datagrams() const { return datagrams_; }

  // Goes on to the batch's end, for which so many steps suffice. Tells what is wrong first; nothing
  // if all is well.
  std::string Run(int steps) {
    for (int i = 0; i < steps; ++i) {
      vmci_receive_step step = {1, 1, 1};
      const auto action = vmci_receive_next(&receive_, buffer_.data(), &step);
      if (action == VMCI_RECEIVE_END) return "";
      const std::string wrong = Do(action, step);
      if (!wrong.empty()) return wrong;
    }
    return "the batch does not end";
  }

 private:
  std::string Do(vmci_receive_action action, const vmci_receive_step& step) {
    if (step.offset > used_ || step.size > used_ - step.offset) return "beyond what was read";
    switch (action) {
      case VMCI_RECEIVE_DATAGRAM:
        return TakeDatagram(step);
      case VMCI_RECEIVE_READ:
        return ReadMore(step);
      case VMCI_RECEIVE_SKIP:
        if (step.length == 0) return "nothing is skipped";
        skip_(step.length);
        taken_ = used_ = 0;
        return "";
      default:
        return "no such action";
    }
  }

  std::string TakeDatagram(const vmci_receive_step& step) {
    if (step.offset % 8 != 0) return "a datagram that is not aligned";
    if (step.offset < taken_) return "bytes are taken twice";
    if (step.size < 24) return "a datagram without a header";
    const auto* at = buffer_.data() + step.offset;
    uint64_t payload_size = 0;
    std::memcpy(&payload_size, at + 16, sizeof payload_size);
    if (payload_size != step.size - 24) return "not the size that the header says";
    datagrams_.emplace_back(at, at + step.size);
    taken_ = step.offset + step.size;
    return "";
  }

  std::string ReadMore(const vmci_receive_step& step) {
    if (step.size != 0 && step.offset + step.size != used_) return "what is kept is not the rest";
    if (step.size != 0 && step.offset < taken_) return "bytes are taken twice";
    if (step.length == 0) return "nothing is read";
    if (step.size + step.length > buffer_.size()) return "more is read than there is room for";
    std::copy_n(buffer_.begin() + static_cast<int64_t>(step.offset), step.size, buffer_.begin());
    read_(buffer_.data() + step.size, step.size, step.length);
    used_ = step.size + step.length;
    taken_ = 0;
    return "";
  }

  Read read_;
  Skip skip_;
  vmci_receive receive_;
  Bytes buffer_ = Bytes(VMCI_RECEIVE_BUFFER);
  uint64_t used_ = 0;   // bytes in the buffer
  uint64_t taken_ = 0;  // the end of the last datagram in them
  std::vector<Bytes> datagrams_;
};

// A device that sends given bytes, and then says for ever that nothing more comes.
class AnyBytes {
 public:
  explicit AnyBytes(Bytes bytes) : bytes_(std::move(bytes)) {}

  // What is wrong with how a batch of them is taken in; nothing if all is well.
  std::string Receive() {
    Receiver receiver([this](unsigned char* to, uint64_t, uint64_t length) { Read(to, length); },
                      [this](uint64_t length) { at_ += std::min(length, bytes_.size() - at_); });
    return receiver.Run(static_cast<int>(bytes_.size() / 8 + 8));
  }

 private:
  void Read(unsigned char* to, uint64_t length) {
    const uint64_t sent = std::min(length, bytes_.size() - at_);
    std::copy_n(bytes_.begin() + static_cast<int64_t>(at_), sent, to);
    std::fill_n(to + sent, length - sent, 0xff);
    at_ += sent;
  }

  Bytes bytes_;
  uint64_t at_ = 0;
};

}  // namespace vmcheck::core
