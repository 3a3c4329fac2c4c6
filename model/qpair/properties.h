// What the queue-pair scenarios claim.
#pragma once

#include "sim/run/property.h"

namespace vmcheck::qpair::property {

using run::Property;
using enum run::PropertyKind;

inline const Property kBegin{always, "begin",
                             "a pair begins with sizes and indices that fit, and with no others"};
inline const Property kFifo{always, "fifo", "bytes come out as they went in, in order, none torn"};
inline const Property kComplete{always, "complete",
                                "after both ends have stopped, what was sent and not yet received "
                                "is in the ring: nothing lost, nothing repeated"};
inline const Property kResult{always, "result",
                              "an operation moves at most what was asked for, and fails only for "
                              "the reasons that its description names"};
inline const Property kFill{always, "fill",
                            "each query tells the truth about its own ring, and free + ready = "
                            "size - 1"};
inline const Property kPeek{always, "peek",
                            "a peek sees what the next dequeue takes, and takes nothing"};
inline const Property kRecovery{always, "recovery",
                                "once the peer's words are believable again, the ring works again"};
inline const Property kNotPublished{always, "not-published",
                                    "an operation that fails publishes nothing"};

inline const Property kFull{sometimes, "full", "a producer meets a full ring"};
inline const Property kEmpty{sometimes, "empty", "a consumer meets an empty ring"};
inline const Property kWrapped{sometimes, "wrapped",
                               "an operation's bytes go around the ring's end"};
inline const Property kShort{sometimes, "short", "an operation moves less than was asked for"};
inline const Property kRefused{sometimes, "refused", "a word of the peer's is not believed"};
inline const Property kFault{sometimes, "fault", "a copy from or to the caller fails"};

}  // namespace vmcheck::qpair::property
