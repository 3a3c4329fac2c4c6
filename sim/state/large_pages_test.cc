#include "sim/state/large_pages.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace vmcheck::state {
namespace {

constexpr std::size_t kPageBytes = std::size_t{2} << 20;

// Of short rows, of some that share a page, and of one that has several.
constexpr std::size_t kSizes[]{64, 4096, 65536, std::size_t{1} << 19};

bool is_mapped(void* page) {
  unsigned char resident = 0;
  return mincore(page, 1, &resident) == 0 || errno != ENOMEM;
}

bool has_all(const WordRow& row, std::uint64_t word) {
  return std::all_of(row.begin(), row.end(), [=](std::uint64_t is) { return is == word; });
}

void fill(WordRow& row, std::uint64_t word) {
  for (std::size_t i = 0; i < row.size(); ++i) row[i] = word;
}

TEST(LargePages, GiveEachItsOwnRowOfZeros) {
  LargePages pages;
  std::vector<WordRow> rows;
  for (const std::size_t size : kSizes) {
    for (int i = 0; i < 3; ++i) {
      WordRow row = pages.row(size);
      ASSERT_EQ(row.size(), size);
      EXPECT_TRUE(has_all(row, 0));
      fill(row, rows.size() + 1);
      rows.push_back(row);
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_TRUE(has_all(rows[i], i + 1)) << i;
}

TEST(LargePages, GiveZerosAgainWhereARowWas) {
  LargePages pages;
  for (const std::size_t size : kSizes) {
    for (int i = 0; i < 3; ++i) {
      WordRow row = pages.row(size);
      EXPECT_TRUE(has_all(row, 0));
      fill(row, 1);
    }
  }
}

TEST(LargePages, PutLongRowsWhereLargePagesAre) {
  LargePages pages;
  for (const std::size_t size : {std::size_t{4096}, std::size_t{1} << 19}) {
    const WordRow row = pages.row(size);
    const auto at = reinterpret_cast<std::uintptr_t>(row.begin());
    EXPECT_EQ(at % std::min(size * sizeof(std::uint64_t), kPageBytes), 0);
  }
}

TEST(LargePages, LetGoOfThemWithTheLastRow) {
  std::optional<LargePages> pages(std::in_place);
  std::optional<WordRow> one = pages->row(65536);
  std::optional<WordRow> other = pages->row(65536);
  void* const page = &(*other)[0];
  pages.reset();
  one.reset();
  fill(*other, 1);
  EXPECT_TRUE(has_all(*other, 1));
  EXPECT_TRUE(is_mapped(page));
  other.reset();
  EXPECT_FALSE(is_mapped(page));
}

}  // namespace
}  // namespace vmcheck::state
