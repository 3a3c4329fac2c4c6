#include "tools/replay/export/exporter.h"

#include "tools/replay/connection_reader.h"
#include "tools/replay/line_reader.h"
#include "tools/replay/recording.h"

namespace vmcheck::replay {

std::uint64_t export_trace(std::istream& in, const std::string& name,
                           const std::vector<Exporter*>& exporters,
                           const std::atomic<bool>* interrupted) {
  LineReader lines(in, name);
  const auto first = lines.next();
  if (!first) throw BadInput(lines.place(), "expected a trace's header line, got an empty file");
  Record line = Record::parse(*first, lines.place());
  const Header common = take_header(line);
  if (common.kind != "connection") line.reject("kind", "\"connection\": no other can be exported");
  const ConnectionHeader header = take_connection_header(common, line);
  for (Exporter* exporter : exporters) exporter->begin(header);
  ConnectionReader reader(lines);
  std::uint64_t events = 0;
  while (const auto event = reader.next()) {
    if (interrupted != nullptr && *interrupted) throw Interrupted();
    ++events;
    for (Exporter* exporter : exporters) exporter->add(*event);
  }
  for (Exporter* exporter : exporters) exporter->finish();
  return events;
}

}  // namespace vmcheck::replay
