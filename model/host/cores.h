// The variants of the host's contexts.
#pragma once

namespace vmcheck::device {

// The functions of the host's contexts, in core.h.
struct ContextFunctions;

struct ContextCore {
  const char* name;
  const ContextFunctions* functions;
};

namespace context_cores {

// The core as it stands.
extern const ContextCore sound_contexts;

}  // namespace context_cores
}  // namespace vmcheck::device
