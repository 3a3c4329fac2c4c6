#include <fmt/core.h>

#include "sim/world/hal/hal_platform.h"

namespace vmcheck::world {

void check_in_page(std::uint64_t offset, std::uint64_t length, run::Site site) {
  const bool inside =
      length > 0 && offset < VMCI_HAL_PAGE_SIZE && length <= VMCI_HAL_PAGE_SIZE - offset;
  run::Machine::current().always(run::property::kInBounds, inside, [&] {
    return fmt::format("a copy of {} bytes at offset {} of a page of {} (line {})", length, offset,
                       VMCI_HAL_PAGE_SIZE, site.line);
  });
}

}  // namespace vmcheck::world

vmci_page vmci_page_list::operator[](std::uint64_t index) const {
  using vmcheck::run::Machine;
  Machine::current().always(vmcheck::run::property::kInBounds, index < count, [&] {
    return fmt::format("page {} of a list of {} pages", index, count);
  });
  return first[index];
}
