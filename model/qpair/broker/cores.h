// The variants of the host's core.
#pragma once

namespace vmcheck::device {

// The functions of the broker and of the host's end, in core.h.
struct HostFunctions;

struct HostCore {
  const char* name;
  const HostFunctions* functions;
};

namespace host_cores {

// The core as it stands.
extern const HostCore sound_host;

}  // namespace host_cores
}  // namespace vmcheck::device
