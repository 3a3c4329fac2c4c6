// What a scenario claims.
#pragma once

#include <string>

namespace vmcheck::run {

enum class PropertyKind {
  always,     // holds wherever it is evaluated; evaluated nowhere, it fails as vacuous
  sometimes,  // some run reaches it, or the scenario fails: a guard against vacuous passes
};

struct Property {
  PropertyKind kind;
  std::string name;       // "fifo"
  std::string statement;  // "bytes come out in the order in which they went in"

  friend bool operator==(const Property& a, const Property& b) { return a.name == b.name; }
};

// Properties that every machine checks by itself, in every scenario.
namespace property {

inline const Property kInitialised{PropertyKind::always, "initialised",
                                   "no byte of shared memory is read before it is written"};
inline const Property kInBounds{PropertyKind::always, "in-bounds",
                                "no access leaves its page or its list of pages"};
inline const Property kRaceFree{PropertyKind::always, "race-free",
                                "no two accesses conflict, one of them plain, without an order"};
inline const Property kProgress{PropertyKind::always, "progress", "no task waits for ever"};
inline const Property kEnds{PropertyKind::always, "ends",
                            "every run ends, in far fewer than a million steps"};

}  // namespace property
}  // namespace vmcheck::run
