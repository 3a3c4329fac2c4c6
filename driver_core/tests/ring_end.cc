// Compiled twice, each time with the whole ring in a namespace of its own: for a machine that
// accesses VMCI_HAL_WORD_SIZE bytes at a time.
#include "driver_core/tests/ring_end.h"

#include <stddef.h>
#include <stdint.h>

namespace {

#include <driver_core/ring.c>
#include <driver_core/ring_query.c>

class End : public vmcheck::core::RingEnd {
 public:
  End(vmcheck::core::QueueMemory& produce, vmcheck::core::QueueMemory& consume) {
    headers_[0] = reinterpret_cast<vmci_queue_header*>(produce.header.data());
    headers_[1] = reinterpret_cast<vmci_queue_header*>(consume.header.data());
    for (std::size_t i = 0; i < produce.kPages; ++i) {
      produce_pages_[i] = &produce.bytes[i * VMCI_HAL_PAGE_SIZE];
      consume_pages_[i] = &consume.bytes[i * VMCI_HAL_PAGE_SIZE];
    }
    pair_.produce.header = headers_[0];
    pair_.produce.bytes = {produce_pages_, produce.kPages, produce.kSize};
    pair_.consume.header = headers_[1];
    pair_.consume.bytes = {consume_pages_, consume.kPages, consume.kSize};
  }

  void init_headers() override {
    for (vmci_queue_header* header : headers_) vmci_queue_header_init(header, {2, 1024});
  }

  int begin() override { return vmci_ring_pair_init(&pair_); }

  int send(const std::string& bytes) override {
    vmci_u64 copied = 0;
    const int result = vmci_ring_enqueue(&pair_, bytes.data(), bytes.size(), &copied);
    return result < VMCI_SUCCESS ? result : static_cast<int>(copied);
  }

  int receive(std::size_t most, std::string& received) override {
    std::string target(most, '?');
    vmci_u64 copied = 0;
    const int result = vmci_ring_dequeue(&pair_, target.data(), most, &copied);
    if (result < VMCI_SUCCESS) return result;
    received += target.substr(0, copied);
    return static_cast<int>(copied);
  }

 private:
  static_assert(VMCI_HAL_PAGE_SIZE == vmcheck::core::QueueMemory::kPageSize);

  vmci_queue_header* headers_[2];
  vmci_page produce_pages_[vmcheck::core::QueueMemory::kPages];
  vmci_page consume_pages_[vmcheck::core::QueueMemory::kPages];
  vmci_ring_pair pair_{};
};

}  // namespace

namespace vmcheck::core {

#if VMCI_HAL_WORD_SIZE == 8
#define RING_END ring_end_64_bits
#else
#define RING_END ring_end_32_bits
#endif

std::unique_ptr<RingEnd> RING_END(QueueMemory& produce, QueueMemory& consume) {
  return std::make_unique<End>(produce, consume);
}

}  // namespace vmcheck::core
