// Captures for tests, in either byte order.
#pragma once

#include <cstdint>
#include <string>

#include "tools/replay/capture/capture_reader.h"
#include "tools/replay/capture/pcap.h"

namespace vmcheck::replay {

// Bytes of numbers in one byte order.
class CaptureBytes {
 public:
  explicit CaptureBytes(bool big_endian) : big_endian_(big_endian) {}

  template <typename Word>
  CaptureBytes& add(Word word) {
    for (std::size_t i = 0; i < sizeof(Word); ++i) {
      const std::size_t place = big_endian_ ? sizeof(Word) - 1 - i : i;
      text_ += static_cast<char>(static_cast<std::uint64_t>(word) >> (8 * place));
    }
    return *this;
  }
  CaptureBytes& add_text(const std::string& text) {
    text_ += text;
    return *this;
  }
  // Zeros up to a multiple of four bytes.
  CaptureBytes& pad() { return add_text(std::string((4 - text_.size() % 4) % 4, '\0')); }

  const std::string& text() const { return text_; }

 private:
  bool big_endian_;
  std::string text_;
};

struct PcapBuilder {
  bool big_endian = false;
  bool nanoseconds = false;
  std::uint32_t link_type = kLinkTypeVsock;

  std::string header() const {
    return CaptureBytes(big_endian)
        .add(nanoseconds ? kPcapNanoseconds : kPcapMicroseconds)
        .add(std::uint16_t{2})
        .add(std::uint16_t{4})
        .add(std::uint64_t{0})
        .add(kMostCaptured)
        .add(link_type)
        .text();
  }
  std::string record(std::uint32_t seconds, std::uint32_t fraction, const std::string& data,
                     std::uint32_t not_captured = 0) const {
    const auto size = static_cast<std::uint32_t>(data.size());
    return CaptureBytes(big_endian)
        .add(seconds)
        .add(fraction)
        .add(size)
        .add(size + not_captured)
        .add_text(data)
        .text();
  }
};

struct PcapngBuilder {
  bool big_endian = false;

  std::string block(std::uint32_t type, const std::string& body) const {
    CaptureBytes padded(big_endian);
    padded.add_text(body).pad();
    const auto length = static_cast<std::uint32_t>(padded.text().size() + 12);
    return CaptureBytes(big_endian)
        .add(type)
        .add(length)
        .add_text(padded.text())
        .add(length)
        .text();
  }
  std::string section() const {
    return block(0x0a0d0d0a, bytes()
                                 .add(std::uint32_t{0x1a2b3c4d})
                                 .add(std::uint16_t{1})
                                 .add(std::uint16_t{0})
                                 .add(~std::uint64_t{0})
                                 .text());
  }
  std::string option(std::uint16_t code, const std::string& value) const {
    return bytes()
        .add(code)
        .add(static_cast<std::uint16_t>(value.size()))
        .add_text(value)
        .pad()
        .text();
  }
  std::string interface(std::uint16_t link_type = kLinkTypeVsock, const std::string& options = "",
                        std::uint32_t snap_length = 0) const {
    return block(
        1, bytes().add(link_type).add(std::uint16_t{0}).add(snap_length).add_text(options).text());
  }
  std::string enhanced(std::uint32_t interface, std::uint64_t time, const std::string& data,
                       const std::string& options = "") const {
    const auto size = static_cast<std::uint32_t>(data.size());
    return block(6, bytes()
                        .add(interface)
                        .add(static_cast<std::uint32_t>(time >> 32U))
                        .add(static_cast<std::uint32_t>(time))
                        .add(size)
                        .add(size)
                        .add_text(data)
                        .pad()
                        .add_text(options)
                        .text());
  }
  // An option of 8 bytes, such as a count.
  std::string count(std::uint16_t code, std::uint64_t value) const {
    return option(code, bytes().add(value).text());
  }
  std::string statistics(std::uint32_t interface, const std::string& options) const {
    return block(5, bytes().add(interface).add(std::uint64_t{0}).add_text(options).text());
  }
  std::string simple(std::uint32_t original, const std::string& data) const {
    return block(3, bytes().add(original).add_text(data).text());
  }

 private:
  CaptureBytes bytes() const { return CaptureBytes(big_endian); }
};

}  // namespace vmcheck::replay
