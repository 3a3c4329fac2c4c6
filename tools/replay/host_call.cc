#include "tools/replay/host_call.h"

#include <fmt/format.h>

#include <limits>

#include "tools/replay/events.h"

namespace vmcheck::replay {
namespace {

constexpr std::uint64_t kMost32 = std::numeric_limits<std::uint32_t>::max();

std::string list(const Pair32& pair) {
  return fmt::format("[{},{}]", pair[0], pair[1]);
}

struct Name {
  std::string_view operator()(const DatagramCall&) const { return "datagram"; }
  std::string_view operator()(const AllocCall&) const { return "alloc"; }
  std::string_view operator()(const UnmapCall&) const { return "unmap"; }
  std::string_view operator()(const MapCall&) const { return "map"; }
  std::string_view operator()(const DetachCall&) const { return "detach"; }
};

struct Fields {
  std::string operator()(const DatagramCall& call) const {
    return fmt::format(R"("src":{},"dst":{},"payload_size":{})", list(call.src), list(call.dst),
                       call.payload_size);
  }
  std::string operator()(const AllocCall& call) const {
    return fmt::format(
        R"("handle":{},"peer":{},"flags":{},"produce_size":{},"consume_size":{},"pages":{})",
        list(call.handle), call.peer, call.flags, call.produce_size, call.consume_size, call.pages);
  }
  std::string operator()(const UnmapCall& call) const {
    return fmt::format(R"("handle":{})", list(call.handle));
  }
  std::string operator()(const MapCall& call) const {
    return fmt::format(R"("handle":{},"pages":{})", list(call.handle), call.pages);
  }
  std::string operator()(const DetachCall& call) const {
    return fmt::format(R"("handle":{})", list(call.handle));
  }
};

std::uint32_t read_32(Record& line, std::string_view name) {
  return static_cast<std::uint32_t>(line.natural(name, 0, kMost32));
}

Pair32 read_pair(Record& line, std::string_view name) {
  const std::vector<std::uint64_t> numbers = line.naturals(name, kMost32);
  if (numbers.size() != 2) line.reject(name, "an array of 2 numbers");
  return {static_cast<std::uint32_t>(numbers[0]), static_cast<std::uint32_t>(numbers[1])};
}

decltype(HostCall::call) read_arguments(Record& line, const std::string& op) {
  if (op == "datagram") {
    return DatagramCall{read_pair(line, "src"), read_pair(line, "dst"),
                        line.natural("payload_size")};
  }
  if (op == "alloc") {
    return AllocCall{read_pair(line, "handle"),    read_32(line, "peer"),
                     read_32(line, "flags"),       line.natural("produce_size"),
                     line.natural("consume_size"), line.natural("pages")};
  }
  if (op == "unmap") return UnmapCall{read_pair(line, "handle")};
  if (op == "map") return MapCall{read_pair(line, "handle"), line.natural("pages")};
  return DetachCall{read_pair(line, "handle")};
}

}  // namespace

std::string_view op_name(const HostCall& call) {
  return std::visit(Name{}, call.call);
}

std::string to_header_line(const CallsHeader& header) {
  return fmt::format(R"({{{},"contexts":[{}]}})", to_json_fields(header.common),
                     fmt::join(header.contexts, ","));
}

std::string to_line(const HostCall& call) {
  return fmt::format(R"({{"step":{},"t_us":{},"op":"{}","caller":{},{},"result":{}}})", call.step,
                     call.t_us, op_name(call), call.caller, std::visit(Fields{}, call.call),
                     call.result);
}

CallsHeader take_calls_header(const Header& common, Record& line) {
  CallsHeader header{common, line.naturals("contexts", kMost32)};
  line.finish("the header of a trace of calls");
  return header;
}

std::optional<HostCall> read_call(LineReader& lines, std::uint64_t read) {
  Record line = next_line(lines);
  const std::string op = line.one_of("op", {"datagram", "alloc", "unmap", "map", "detach", "end"});
  if (op == "end") {
    take_end(line, lines, read);
    return std::nullopt;
  }
  HostCall call;
  call.step = line.natural("step");
  call.t_us = line.natural("t_us");
  call.caller = read_32(line, "caller");
  call.call = read_arguments(line, op);
  call.result = line.integer("result");
  line.finish("a call");
  return call;
}

}  // namespace vmcheck::replay
