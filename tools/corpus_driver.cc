// Stands in for libFuzzer where there is none: runs a fuzz target over the files it is given, over
// every prefix of each, and over each with one byte changed.
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

// Prefixes and changes of a large file are sampled, at about this many places.
constexpr std::size_t kPlaces = 1000;

void run(const std::vector<std::uint8_t>& bytes) {
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

void run_around(std::vector<std::uint8_t> bytes) {
  run(bytes);
  const std::size_t stride = bytes.size() / kPlaces + 1;
  for (std::size_t i = 0; i < bytes.size(); i += stride) {
    run({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(i)});
    for (const std::uint8_t change : {0x01, 0x80, 0xff}) {
      bytes[i] ^= change;
      run(bytes);
      bytes[i] ^= change;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    if (!file) {
      std::fprintf(stderr, "%s: cannot read\n", argv[i]);
      return 2;
    }
    run_around({std::istreambuf_iterator<char>(file), {}});
  }
  std::printf("%d inputs\n", argc - 1);
  return argc > 1 ? 0 : 2;
}
