// Loops without a bound, proved by induction over their rounds.
#pragma once

namespace vmcheck::smt {

// One run of a loop. Its first round begins from any state that the invariant allows, so that it
// stands for all rounds, and its end for all ends; at the end of that round the invariant has to
// hold again, closer to the end of the loop, and the path is done.
class Induction {
 public:
  // Called before the loop's condition is tested, each time. True; throws PathDone the second time.
  bool next_round();

 protected:
  ~Induction() = default;

  // Claims that the invariant holds as the loop begins, and puts what the loop changes into any
  // state that the invariant allows.
  virtual void generalise() = 0;

  // Claims that the invariant holds, and that the round has come closer to the end.
  virtual void conclude() = 0;

 private:
  bool begun_ = false;
};

}  // namespace vmcheck::smt
