// Connection traces in the formats of other tools.
#pragma once

#include <atomic>
#include <istream>
#include <string>
#include <vector>

#include "tools/replay/connection_event.h"

namespace vmcheck::replay {

// Writes a connection trace in another format, event by event.
class Exporter {
 public:
  virtual ~Exporter() = default;

  virtual void begin(const ConnectionHeader& header) = 0;
  virtual void add(const ConnectionEvent& event) = 0;
  virtual void finish() = 0;
};

// Reads a connection trace named `name` and gives it to all exporters. Returns the number of
// events. Throws BadInput for a trace that cannot be read to its end, and for one of another kind;
// Interrupted (recording.h) when told to stop.
std::uint64_t export_trace(std::istream& in, const std::string& name,
                           const std::vector<Exporter*>& exporters,
                           const std::atomic<bool>* interrupted);

}  // namespace vmcheck::replay
