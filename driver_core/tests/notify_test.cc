// Both protocols of notification: a writer and a reader over a small queue, whose packets are
// delivered in any order, never sleep while there is something to do for them.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

extern "C" {
#include "driver_core/vsock/notify.h"
}

namespace vmcheck::core {
namespace {

constexpr unsigned kWakeBoth = VMCI_NOTIFY_WAKE_READER | VMCI_NOTIFY_WAKE_WRITER;

struct End {
  vmci_notify notify;
  unsigned char shutdown = 0;
  std::vector<uint32_t> mail;  // types of packets on their way to this end
};

// One queue, the end that writes into it, and the end that reads. Each does one thing at a time,
// and tells of what it has done to the queue later: meanwhile the other one may do something.
class Stream {
 public:
  Stream(unsigned char protocol, uint64_t size, uint64_t bytes, uint64_t lowat, bool is_exact)
      : size_(size), left_(bytes), lowat_(lowat), is_exact_(is_exact) {
    vmci_notify_init(&writer_.notify, protocol, size);
    vmci_notify_init(&reader_.notify, protocol, size);
  }

  // Does one thing that can be done; false: there is none.
  bool Go() {
    std::vector<int> can;
    if (!writer_sleeps_ && (left_ > 0 || wrote_ > 0)) can.push_back(0);
    if (!reader_sleeps_) can.push_back(1);
    if (wrote_ == 0 && !writer_.mail.empty()) can.push_back(2);
    if (read_ == 0 && !reader_.mail.empty()) can.push_back(3);
    if (can.empty()) return false;
    switch (*rc::gen::elementOf(can)) {
      case 0:
        Write();
        break;
      case 1:
        Read();
        break;
      case 2:
        Deliver(writer_, true);
        break;
      default:
        Deliver(reader_, false);
    }
    return true;
  }

  bool IsAllRead() const { return left_ == 0 && count_ == 0 && taken_ < lowat_; }
  bool IsWithinBounds() const {
    return Fits(writer_.notify) && Fits(reader_.notify) && count_ < size_ && taken_ < size_;
  }

 private:
  static bool Fits(const vmci_notify& n) {
    return n.window_min >= 2 && n.window_min <= n.window && n.window <= n.size;
  }

  vmci_notify_view View(bool is_writer) const {
    vmci_notify_view view = {};
    if (is_writer) {
      view.sent = count_;
      view.tail = tail_;
    } else {
      view.ready = count_;
      view.taken = taken_;
      view.head = (tail_ + size_ - count_) % size_;
    }
    view.shutdown = is_writer ? writer_.shutdown : reader_.shutdown;
    view.peer_shutdown = is_writer ? reader_.shutdown : writer_.shutdown;
    return view;
  }

  void Carry(const vmci_notify_outcome& outcome, bool is_writer, bool is_told = true) {
    End& end = is_writer ? writer_ : reader_;
    End& peer = is_writer ? reader_ : writer_;
    end.notify = outcome.notify;
    const unsigned a = outcome.actions;
    if ((a & VMCI_NOTIFY_SEND_WROTE) != 0 && is_told) peer.mail.push_back(VMCI_PACKET_WROTE);
    if ((a & VMCI_NOTIFY_SEND_READ) != 0) peer.mail.push_back(VMCI_PACKET_READ);
    if ((a & VMCI_NOTIFY_SEND_WAITING_READ) != 0) peer.mail.push_back(VMCI_PACKET_WAITING_READ);
    if ((a & VMCI_NOTIFY_SEND_WAITING_WRITE) != 0) peer.mail.push_back(VMCI_PACKET_WAITING_WRITE);
    if ((a & (VMCI_NOTIFY_SEND_WAITING_READ | VMCI_NOTIFY_SEND_WAITING_WRITE)) != 0)
      RC_ASSERT(outcome.offset < size_);
    if ((a & VMCI_NOTIFY_WAKE_WRITER) != 0) writer_sleeps_ = false;
    if ((a & VMCI_NOTIFY_WAKE_READER) != 0) reader_sleeps_ = false;
    if ((a & VMCI_NOTIFY_TAKE) != 0) Take();
  }

  void Write() {
    vmci_notify_outcome outcome;
    vmci_notify_view view = View(true);
    if (wrote_ > 0) {
      vmci_notify_enqueued(&writer_.notify, &view, wrote_, &outcome);
      // A peer that sends less: only if there is exactly as much as it has written.
      const bool is_told =
          !is_exact_ || writer_.notify.protocol != VMCI_NOTIFY_ON_STATE || view.sent == wrote_;
      wrote_ = 0;
      Carry(outcome, true, is_told);
      return;
    }
    const uint64_t space = size_ - 1 - count_;
    if (space == 0) {
      if (writer_waits_) {
        writer_sleeps_ = true;
      } else {
        vmci_notify_writer_waits(&writer_.notify, &view, 1, &outcome);
        Carry(outcome, true);
      }
      writer_waits_ = !writer_waits_;
      return;
    }
    writer_waits_ = false;
    wrote_ = *rc::gen::inRange<uint64_t>(1, std::min(space, left_) + 1);
    left_ -= wrote_;
    count_ += wrote_;
    tail_ = (tail_ + wrote_) % size_;
  }

  // Takes all, and tells of it; then the reader is waiting anew.
  void Take() {
    const uint64_t n = count_;
    taken_ += n;
    count_ = 0;
    if (n > 0) Tell(n);
    const vmci_notify_view view = View(false);
    if (vmci_notify_is_readable(&reader_.notify, &view, lowat_) != 0)
      reader_sleeps_ = false;
    else
      Wait();
  }

  void Tell(uint64_t n) {
    vmci_notify_outcome outcome;
    const vmci_notify_view view = View(false);
    vmci_notify_dequeued(&reader_.notify, &view, n, &outcome);
    Carry(outcome, false);
  }

  void Wait() {
    vmci_notify_outcome outcome;
    const vmci_notify_view view = View(false);
    vmci_notify_reader_waits(&reader_.notify, &view, std::min(lowat_, size_ - 1) - taken_,
                             &outcome);
    Carry(outcome, false);
  }

  // Waits until enough is there, as poll() does, and then reads some of it.
  void Read() {
    if (read_ > 0) {
      const uint64_t n = read_;
      read_ = 0;
      Tell(n);
      return;
    }
    const vmci_notify_view view = View(false);
    if (vmci_notify_is_readable(&reader_.notify, &view, lowat_) == 0) {
      if (reader_waits_)
        reader_sleeps_ = true;
      else
        Wait();
      reader_waits_ = !reader_waits_;
      return;
    }
    reader_waits_ = false;
    if (taken_ > 0) {
      taken_ -= *rc::gen::inRange<uint64_t>(1, taken_ + 1);
      return;
    }
    read_ = *rc::gen::inRange<uint64_t>(1, count_ + 1);
    count_ -= read_;
  }

  void Deliver(End& end, bool is_writer) {
    const size_t i = *rc::gen::inRange<size_t>(0, end.mail.size());
    const uint32_t type = end.mail[i];
    end.mail.erase(end.mail.begin() + static_cast<std::ptrdiff_t>(i));
    vmci_notify_outcome outcome;
    const vmci_notify_view view = View(is_writer);
    vmci_notify_receive(&end.notify, &view, type, lowat_, &outcome);
    Carry(outcome, is_writer);
  }

  const uint64_t size_;
  uint64_t left_;         // to be written
  const uint64_t lowat_;  // what the reader waits for
  const bool is_exact_;
  uint64_t count_ = 0, tail_ = 0, taken_ = 0;
  uint64_t wrote_ = 0, read_ = 0;  // and not looked at the queue since
  bool writer_sleeps_ = false, reader_sleeps_ = false;
  bool writer_waits_ = false, reader_waits_ = false;  // has said so, if it can
  End writer_, reader_;
};

RC_GTEST_PROP(Notify, NobodySleepsWhileThereIsSomethingToDo, ()) {
  const auto protocol = *rc::gen::element<unsigned char>(VMCI_NOTIFY_WAITING, VMCI_NOTIFY_ON_STATE);
  const uint64_t size = *rc::gen::inRange<uint64_t>(2, 14);
  const uint64_t lowat = *rc::gen::inRange<uint64_t>(1, size + 2);
  Stream stream(protocol, size, *rc::gen::inRange<uint64_t>(0, 60), std::min(lowat, size - 1),
                *rc::gen::arbitrary<bool>());
  int steps = 0;
  while (stream.Go()) {
    RC_ASSERT(stream.IsWithinBounds());
    RC_ASSERT(++steps < 20000);
  }
  RC_ASSERT(stream.IsAllRead());
}

// An end of which everything is arbitrary but within its range.
struct Any {
  vmci_notify notify;
  vmci_notify_view view;
  Any() {
    const uint64_t size = *rc::gen::inRange<uint64_t>(2, 20);
    vmci_notify_init(&notify, *rc::gen::inRange<unsigned char>(1, 3), size);
    notify.window_min = *rc::gen::inRange<uint64_t>(2, size + 1);
    notify.window = *rc::gen::inRange<uint64_t>(notify.window_min, size + 1);
    notify.flags = *rc::gen::arbitrary<unsigned char>() & 0x7f;
    view = {};
    view.ready = *rc::gen::inRange<uint64_t>(0, size);
    view.sent = *rc::gen::inRange<uint64_t>(0, size);
    view.head = *rc::gen::inRange<uint64_t>(0, size);
    view.tail = *rc::gen::inRange<uint64_t>(0, size);
    view.shutdown = *rc::gen::inRange<unsigned char>(0, 4);
    view.peer_shutdown = *rc::gen::inRange<unsigned char>(0, 4);
  }
  vmci_notify_outcome Do() const {
    const uint64_t n = *rc::gen::inRange<uint64_t>(1, notify.size);
    vmci_notify_outcome outcome;
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        vmci_notify_enqueued(&notify, &view, n, &outcome);
        break;
      case 1:
        vmci_notify_dequeued(&notify, &view, n, &outcome);
        break;
      case 2:
        vmci_notify_reader_waits(&notify, &view, n, &outcome);
        break;
      case 3:
        vmci_notify_writer_waits(&notify, &view, n, &outcome);
        break;
      default:
        vmci_notify_receive(&notify, &view, *rc::gen::inRange<uint32_t>(0, 14), n, &outcome);
    }
    return outcome;
  }
};

RC_GTEST_PROP(Notify, AHalfThatIsShutDownIsNotToldAndTheOtherIs, ()) {
  const Any any;
  const vmci_notify_outcome outcome = any.Do();
  const unsigned actions = outcome.actions;
  if ((any.view.peer_shutdown & VMCI_SHUTDOWN_RECEIVE) != 0)
    RC_ASSERT((actions & (VMCI_NOTIFY_SEND_WROTE | VMCI_NOTIFY_SEND_WAITING_WRITE)) == 0);
  if ((any.view.peer_shutdown & VMCI_SHUTDOWN_SEND) != 0)
    RC_ASSERT((actions & (VMCI_NOTIFY_SEND_READ | VMCI_NOTIFY_SEND_WAITING_READ)) == 0);
  RC_ASSERT(outcome.notify.window_min <= outcome.notify.window);
  RC_ASSERT(outcome.notify.window <= any.notify.size);
  RC_ASSERT(outcome.offset < any.notify.size);
}

// A reader that has shut its sending half, or whose peer has, is told like any other.
TEST(Notify, AWriterHearsOfSpaceThoughItDoesNotReceive) {
  vmci_notify notify;
  vmci_notify_init(&notify, VMCI_NOTIFY_ON_STATE, 8);
  vmci_notify_view view = {};
  view.peer_shutdown = VMCI_SHUTDOWN_RECEIVE;
  vmci_notify_outcome outcome;
  vmci_notify_dequeued(&notify, &view, 7, &outcome);
  EXPECT_EQ(outcome.actions, VMCI_NOTIFY_SEND_READ);
  view.peer_shutdown = VMCI_SHUTDOWN_SEND;
  vmci_notify_enqueued(&notify, &view, 1, &outcome);
  EXPECT_EQ(outcome.actions, VMCI_NOTIFY_SEND_WROTE);
}

// With nothing taken: enough is there, the queue is full, or there is nothing to wait for.
TEST(Notify, WakesAReaderOnlyWhenThereIsEnough) {
  for (uint64_t ready = 0; ready < 8; ++ready) {
    for (uint64_t lowat = 1; lowat < 10; ++lowat) {
      for (unsigned char halves = 0; halves < 16; ++halves) {
        vmci_notify notify;
        vmci_notify_init(&notify, VMCI_NOTIFY_ON_STATE, 8);
        vmci_notify_view view = {};
        view.ready = ready;
        view.shutdown = halves & 3;
        view.peer_shutdown = halves >> 2;
        const bool is_over = (halves & 1) != 0 || (halves & 8) != 0;
        vmci_notify_outcome outcome;
        vmci_notify_receive(&notify, &view, VMCI_PACKET_WROTE, lowat, &outcome);
        const bool wakes = is_over || ready >= lowat || ready == 7;
        EXPECT_EQ(outcome.actions & (kWakeBoth | VMCI_NOTIFY_TAKE),
                  wakes ? VMCI_NOTIFY_WAKE_READER : VMCI_NOTIFY_TAKE);
        view.sent = ready;
        vmci_notify_receive(&notify, &view, VMCI_PACKET_READ, lowat, &outcome);
        const bool is_useless = (halves & 2) != 0 || (halves & 4) != 0;
        EXPECT_EQ(outcome.actions & kWakeBoth,
                  is_useless || ready < 7 ? VMCI_NOTIFY_WAKE_WRITER : 0);
      }
    }
  }
}

RC_GTEST_PROP(Notify, WhatCouldNotBeSentIsSentWithTheNext, ()) {
  Any any;
  any.view.peer_shutdown = 0;
  const unsigned packets = VMCI_NOTIFY_SEND_WROTE | VMCI_NOTIFY_SEND_READ;
  vmci_notify_outcome outcome = any.Do();
  const unsigned lost = outcome.actions & packets;
  any.notify = outcome.notify;
  vmci_notify_not_sent(&any.notify, outcome.actions);
  outcome = any.Do();
  RC_ASSERT((outcome.actions & lost) == lost);
  const unsigned char owes = VMCI_NOTIFY_OWES_WROTE | VMCI_NOTIFY_OWES_READ;
  RC_ASSERT((outcome.notify.flags & owes) == 0);
}

TEST(Notify, SaysOnceWhereItWaits) {
  vmci_notify notify;
  vmci_notify_init(&notify, VMCI_NOTIFY_WAITING, 8);
  vmci_notify_view view = {};
  view.head = 5;
  vmci_notify_outcome outcome;
  notify.consumed_laps = 3;
  vmci_notify_reader_waits(&notify, &view, 4, &outcome);
  EXPECT_EQ(outcome.actions, VMCI_NOTIFY_SEND_WAITING_READ);
  EXPECT_EQ(outcome.offset, 1u);
  EXPECT_EQ(outcome.generation, 4u);
  notify = outcome.notify;
  vmci_notify_reader_waits(&notify, &view, 4, &outcome);
  EXPECT_EQ(outcome.actions, 0u);
  vmci_notify_not_sent(&notify, VMCI_NOTIFY_SEND_WAITING_READ);
  vmci_notify_reader_waits(&notify, &view, 2, &outcome);
  EXPECT_EQ(outcome.offset, 7u);
  EXPECT_EQ(outcome.generation, 3u);

  view.tail = 4;
  view.sent = 7;
  notify.produced_laps = 2;
  vmci_notify_writer_waits(&notify, &view, 1, &outcome);
  EXPECT_EQ(outcome.actions, VMCI_NOTIFY_SEND_WAITING_WRITE);
  EXPECT_EQ(outcome.offset, 6u);
  EXPECT_EQ(outcome.generation, 1u);
  view.tail = 7;
  vmci_notify_writer_waits(&notify, &view, 1, &outcome);
  EXPECT_EQ(outcome.offset, 1u);
  EXPECT_EQ(outcome.generation, 2u);
  notify = outcome.notify;
  vmci_notify_writer_waits(&notify, &view, 1, &outcome);
  EXPECT_EQ(outcome.actions, 0u);
}

}  // namespace
}  // namespace vmcheck::core
