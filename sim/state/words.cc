#include "sim/state/words.h"

#include <bit>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static_assert(std::endian::native == std::endian::little);

namespace vmcheck::state {
namespace {

// A block of words is as many as a byte of a set has bits.
constexpr std::size_t kBlockBytes = sizeof(WordBlock);

// As any machine can do it.
namespace plain {

// Of a block that is whole.
std::byte differences(const std::byte* one, const std::byte* other) {
  unsigned int mask = 0;
  for (unsigned int word = 0; word < 8; ++word) {
    const std::size_t at = word * kWordBytes;
    mask |= (load_word(one + at) != load_word(other + at) ? 1U : 0U) << word;
  }
  return std::byte(mask);
}

// Of any block of a state of so many bytes.
std::byte differences_in(std::size_t block, const std::byte* one, const std::byte* other,
                         std::size_t bytes) {
  const std::size_t at = block * kBlockBytes;
  if (bytes - at >= kBlockBytes) return differences(one + at, other + at);
  unsigned int mask = 0;
  for (auto word = static_cast<std::uint32_t>(8 * block); word < words_in(bytes); ++word) {
    const bool differs = word_at(one, bytes, word) != word_at(other, bytes, word);
    mask |= (differs ? 1U : 0U) << word % 8;
  }
  return std::byte(mask);
}

void find_differences(const std::byte* one, const std::byte* other, std::size_t bytes,
                      std::byte* mask) {
  std::memset(mask, 0, mask_bytes(bytes));
  for (std::size_t block = 0; block < blocks_in(bytes); ++block) {
    mask[block] = differences_in(block, one, other, bytes);
  }
}

std::byte* pack(const std::byte* state, const std::byte* other, std::size_t bytes,
                std::byte* packed) {
  find_differences(state, other, bytes, packed);
  std::byte* next = packed + mask_bytes(bytes);
  for_each_word(packed, bytes, [&](std::uint32_t word) {
    store_word(next, word_at(state, bytes, word));
    next += kWordBytes;
  });
  return next;
}

void unpack(const std::byte* packed, const std::byte* other, std::byte* state, std::size_t bytes) {
  std::memcpy(state, other, bytes);
  const std::byte* next = packed + mask_bytes(bytes);
  for_each_word(packed, bytes, [&](std::uint32_t word) {
    put_word(state, bytes, word, load_word(next));
    next += kWordBytes;
  });
}

bool is(const std::byte* packed, const std::byte* other, const std::byte* state,
        std::size_t bytes) {
  for (std::size_t block = 0; block < blocks_in(bytes); ++block) {
    if (differences_in(block, state, other, bytes) != packed[block]) return false;
  }
  const std::byte* next = packed + mask_bytes(bytes);
  bool same = true;
  for_each_word(packed, bytes, [&](std::uint32_t word) {
    same = same && word_at(state, bytes, word) == load_word(next);
    next += kWordBytes;
  });
  return same;
}

}  // namespace plain

#if defined(__x86_64__)
#define VMCHECK_AVX512 __attribute__((target("avx512f,avx512bw,popcnt")))

// As machines with AVX-512 do it: a block at a time, and of the last one what there is.
namespace avx512 {

// The words of a block that are one way or the other, a bit for each. Not of 8 bits: of such a one
// that gcc 12 keeps in memory it counts also the bits beside it.
using Mask = std::uint64_t;

// Of a block at the end of a state, the bytes that there are.
VMCHECK_AVX512 inline __mmask64 first_bytes(std::size_t count) {
  return (__mmask64{1} << count) - 1;
}

// A block of which so many bytes are left of the state: all, or some and then zeros.
VMCHECK_AVX512 inline __m512i load(const std::byte* block, std::size_t left) {
  if (left >= kBlockBytes) [[likely]]
    return _mm512_loadu_si512(block);
  return _mm512_maskz_loadu_epi8(first_bytes(left), block);
}

// A word of a set is put together from those of its blocks before it is written: who reads it would
// wait for single bytes.
constexpr std::size_t kSetBlocks = kWordBytes;

VMCHECK_AVX512 inline std::uint64_t differences(const std::byte* one, const std::byte* other,
                                                std::size_t left) {
  std::uint64_t set = 0;
  for (std::size_t block = 0; block < kSetBlocks && block * kBlockBytes < left; ++block) {
    const std::size_t at = block * kBlockBytes;
    const __m512i is = load(one + at, left - at);
    set |= std::uint64_t{_mm512_cmpneq_epi64_mask(is, load(other + at, left - at))} << 8 * block;
  }
  return set;
}

VMCHECK_AVX512 void find_differences(const std::byte* one, const std::byte* other,
                                     std::size_t bytes, std::byte* mask) {
  constexpr std::size_t kBytes = kSetBlocks * kBlockBytes;
  std::size_t at = 0;
  for (; bytes - at >= kBytes; at += kBytes, mask += kWordBytes) {
    store_word(mask, differences(one + at, other + at, kBytes));
  }
  if (at < bytes) store_word(mask, differences(one + at, other + at, bytes - at));
}

VMCHECK_AVX512 std::byte* pack(const std::byte* state, const std::byte* other, std::size_t bytes,
                               std::byte* packed) {
  std::byte* next = packed + mask_bytes(bytes);
  for (std::size_t at = 0; at < bytes; packed += kWordBytes) {
    std::uint64_t set = 0;
    for (std::size_t block = 0; block < kSetBlocks && at < bytes; ++block, at += kBlockBytes) {
      const __m512i words = load(state + at, bytes - at);
      const Mask present = _mm512_cmpneq_epi64_mask(words, load(other + at, bytes - at));
      const auto mask = static_cast<__mmask8>(present);
      _mm512_storeu_si512(next, _mm512_maskz_compress_epi64(mask, words));
      next += static_cast<std::size_t>(std::popcount(present)) * kWordBytes;
      set |= present << 8 * block;
    }
    store_word(packed, set);
  }
  return next;
}

// The block of a set, of what stands at `next`, which moves on behind that, and else of another
// one. Words are read and then moved to their places: to do both at once takes some processors a
// hundred cycles.
VMCHECK_AVX512 inline __m512i unpack_block(std::byte set, const std::byte*& next, __m512i other) {
  const auto present = std::to_integer<Mask>(set);
  const auto count = static_cast<unsigned int>(std::popcount(present));
  const auto first = static_cast<__mmask8>((1U << count) - 1);
  const __m512i words = _mm512_maskz_loadu_epi64(first, next);
  next += count * kWordBytes;
  return _mm512_mask_expand_epi64(other, static_cast<__mmask8>(present), words);
}

VMCHECK_AVX512 void unpack(const std::byte* packed, const std::byte* other, std::byte* state,
                           std::size_t bytes) {
  const std::byte* next = packed + mask_bytes(bytes);
  const std::size_t rest = bytes % kBlockBytes;
  const std::size_t whole = bytes - rest;
  for (std::size_t at = 0; at < whole; at += kBlockBytes) {
    const __m512i words = load(other + at, kBlockBytes);
    _mm512_storeu_si512(state + at, unpack_block(*packed++, next, words));
  }
  if (rest == 0) return;
  const __m512i words = unpack_block(*packed, next, load(other + whole, rest));
  _mm512_mask_storeu_epi8(state + whole, first_bytes(rest), words);
}

VMCHECK_AVX512 bool is(const std::byte* packed, const std::byte* other, const std::byte* state,
                       std::size_t bytes) {
  const std::byte* next = packed + mask_bytes(bytes);
  for (std::size_t at = 0; at < bytes; at += kBlockBytes) {
    const std::size_t left = bytes - at;
    const __m512i words = unpack_block(*packed++, next, load(other + at, left));
    if (_mm512_cmpneq_epi64_mask(words, load(state + at, left)) != 0) return false;
  }
  return true;
}

// The processor has it, and the system keeps its registers.
bool is_there() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("popcnt") != 0;
}

}  // namespace avx512

constexpr WordOperations kAvx512Words{avx512::find_differences, avx512::pack, avx512::unpack,
                                      avx512::is};
#endif

}  // namespace

const WordOperations kPlainWords{plain::find_differences, plain::pack, plain::unpack, plain::is};

const WordOperations* vector_words() {
#if defined(__x86_64__)
  if (avx512::is_there()) return &kAvx512Words;
#endif
  return nullptr;
}

const WordOperations& words() {
  static const WordOperations& best = vector_words() != nullptr ? *vector_words() : kPlainWords;
  return best;
}

}  // namespace vmcheck::state
