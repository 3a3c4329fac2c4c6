#include "tools/replay/foreign_file.h"

#include <fmt/core.h>

#include "tools/replay/bad_input.h"

namespace vmcheck::replay {
namespace {

using namespace std::string_view_literals;

struct Foreign {
  std::string_view start;
  const char* what;
  const char* command;  // {} is the file's name
};

constexpr Foreign kForeign[] = {
    {"\x1f\x8b"sv, "a file compressed by gzip", "gunzip {}"},
    {"\xfd"
     "7zXZ\0"sv,
     "a file compressed by xz", "unxz {}"},
    {"\x28\xb5\x2f\xfd"sv, "a file compressed by zstd", "unzstd {}"},
    {"\x04\x22\x4d\x18"sv, "a file compressed by lz4", "unlz4 {}"},
    {"\x17\x08\x44traci"sv, "trace-cmd's own format", "trace-cmd report -i {} > LOG"},
    {"PERFILE2"sv, "perf's own format", "perf script -i {} > LOG"},
    {"2ELIFREP"sv, "perf's own format", "perf script -i {} > LOG"},
    {"snoop\0\0\0"sv, "a capture of snoop's", "editcap {} CAPTURE"},
    // pcap with longer headers of records, as an old tcpdump wrote it.
    {"\xa1\xb2\xcd\x34"sv, "a capture of another format", "editcap {} CAPTURE"},
    {"\x34\xcd\xb2\xa1"sv, "a capture of another format", "editcap {} CAPTURE"},
};

}  // namespace

void refuse_foreign(std::string_view start, const std::string& name) {
  for (const Foreign& foreign : kForeign) {
    if (!start.starts_with(foreign.start)) continue;
    throw BadInput(fmt::format("{}: expected a recording, a log or a capture, got {}: {} makes one",
                               name, foreign.what,
                               fmt::format(fmt::runtime(foreign.command), name)));
  }
}

}  // namespace vmcheck::replay
