// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The ring's self-test. What a correct ring must do is kept beside it in plain counters; each
 * operation is compared with them.
 */
#include "selftest.h"

#define PAGE_BYTES VMCI_HAL_PAGE_SIZE
#define UNTOUCHED  0x5a5a5a5au /* in a result that a refused operation must leave alone */
#define SLACK	   0xa5u       /* in the bytes behind a queue's last one */
#define SOAK_STEPS 2000

struct run {
	const struct vmci_selftest_memory *memory;
	struct vmci_selftest_report *report;
	struct vmci_ring_pair end[2]; /* end[i] fills the queue of header[i] */
};

/* One ring as it must be. */
struct lane {
	struct vmci_ring_pair *from;
	struct vmci_ring_pair *to;
	vmci_u64 size;
	vmci_u64 tail;
	vmci_u64 head;
	vmci_u64 sent; /* bytes, since the beginning */
	vmci_u64 received;
};

static void expect(struct run *run, int holds, const char *condition, int line)
{
	if (run->report->line != 0)
		return;
	if (holds) {
		run->report->checks = run->report->checks + 1;
		return;
	}
	run->report->failed = condition;
	run->report->line = line;
}

#define EXPECT(run, condition) expect(run, condition, #condition, __LINE__)

/* A ring that has failed once is not used again: it could loop, or leave its pages. */
static int passing(const struct run *run)
{
	return run->report->line == 0;
}

static vmci_u64 least(vmci_u64 a, vmci_u64 b)
{
	return a < b ? a : b;
}

/* (at + n) modulo size for n <= size, written without the core's own function. */
static vmci_u64 advance(vmci_u64 at, vmci_u64 n, vmci_u64 size)
{
	vmci_u64 sum = at + n;

	return sum < size ? sum : sum - size;
}

/* The byte at a position of the stream that a lane carries. */
static unsigned char stream(vmci_u64 position)
{
	return (unsigned char)((position * 167 + (position >> 8) * 13 + 1) & 0xff);
}

/* Fills the bytes behind a queue's last one, or checks that they are still as filled. */
static void slack(struct run *run, int queue, vmci_u64 size, int check)
{
	vmci_u64 at = size % PAGE_BYTES;
	vmci_page page;
	unsigned char byte = SLACK;

	if (at == 0)
		return;
	page = run->memory->pages[queue][size / PAGE_BYTES];
	for (; at < PAGE_BYTES; at = at + 1) {
		if (!check) {
			vmci_hal_copy_to_page(page, at, &byte, 1);
			continue;
		}
		vmci_hal_copy_from_page(page, at, &byte, 1);
		if (byte != SLACK)
			break;
	}
	if (check)
		EXPECT(run, byte == SLACK);
}

/* Begins with both rings empty: queue i has size[i] bytes and both its indices are at[i]. */
static void begin(struct run *run, const vmci_u64 size[2], const vmci_u64 at[2])
{
	struct vmci_handle handle;
	int i;

	handle.context = 2;
	handle.resource = 1024;
	for (i = 0; i < 2; i = i + 1) {
		struct vmci_ring_pair *end = &run->end[i];

		vmci_queue_header_init(run->memory->header[i], handle);
		slack(run, i, size[i], 0);
		end->produce.header = run->memory->header[i];
		end->produce.bytes.pages = run->memory->pages[i];
		end->produce.bytes.page_count = VMCI_SELFTEST_PAGES;
		end->produce.bytes.size = size[i];
		end->consume.header = run->memory->header[1 - i];
		end->consume.bytes.pages = run->memory->pages[1 - i];
		end->consume.bytes.page_count = VMCI_SELFTEST_PAGES;
		end->consume.bytes.size = size[1 - i];
	}
	for (i = 0; i < 2; i = i + 1) {
		struct vmci_ring_indexes indexes;

		indexes.produce_tail = at[i];
		indexes.produce_head = at[i];
		indexes.consume_tail = at[1 - i];
		indexes.consume_head = at[1 - i];
		EXPECT(run, vmci_ring_pair_resume(&run->end[i], &indexes) == VMCI_SUCCESS);
	}
}

/* The lane over the queue that end[i] fills, just begun. */
static void open_lane(struct run *run, int i, struct lane *lane)
{
	lane->from = &run->end[i];
	lane->to = &run->end[1 - i];
	lane->size = lane->from->produce.bytes.size;
	lane->tail = lane->from->produce.tail;
	lane->head = lane->tail;
	lane->sent = 0;
	lane->received = 0;
}

/* Every query of both ends gives what the counters say. */
static void expect_counts(struct run *run, const struct lane *lane)
{
	vmci_u64 used = lane->sent - lane->received;
	vmci_u64 free = lane->size - 1 - used;
	vmci_u64 a = UNTOUCHED;
	vmci_u64 b = UNTOUCHED;

	EXPECT(run, vmci_ring_produce_indexes(lane->from, &a, &b) == VMCI_SUCCESS);
	EXPECT(run, a == lane->tail && b == lane->head);
	EXPECT(run, vmci_ring_consume_indexes(lane->to, &a, &b) == VMCI_SUCCESS);
	EXPECT(run, a == lane->tail && b == lane->head);
	EXPECT(run, vmci_ring_produce_free_space(lane->from, &a) == VMCI_SUCCESS && a == free);
	EXPECT(run, vmci_ring_consume_free_space(lane->to, &a) == VMCI_SUCCESS && a == free);
	EXPECT(run, vmci_ring_produce_buf_ready(lane->from, &a) == VMCI_SUCCESS && a == used);
	EXPECT(run, vmci_ring_consume_buf_ready(lane->to, &a) == VMCI_SUCCESS && a == used);
}

/* Sends the stream's next n bytes, in one piece or in three, of which one is empty. */
static void send(struct run *run, struct lane *lane, vmci_u64 n, int vectored)
{
	unsigned char *out = run->memory->out;
	vmci_u64 free = lane->size - 1 - (lane->sent - lane->received);
	vmci_u64 copied = UNTOUCHED;
	struct vmci_source pieces[3];
	vmci_u64 i;
	int result;

	if (!passing(run))
		return;
	for (i = 0; i < n; i = i + 1)
		out[i] = stream(lane->sent + i);
	pieces[0].base = out;
	pieces[0].length = n / 2;
	pieces[1].base = out;
	pieces[1].length = 0;
	pieces[2].base = out + n / 2;
	pieces[2].length = n - n / 2;
	if (vectored)
		result = vmci_ring_enqueuev(lane->from, pieces, 3, &copied);
	else
		result = vmci_ring_enqueue(lane->from, out, n, &copied);

	if (free == 0) {
		EXPECT(run, result == VMCI_ERROR_QUEUEPAIR_NOSPACE && copied == UNTOUCHED);
	} else {
		n = least(n, free);
		EXPECT(run, result == VMCI_SUCCESS && copied == n);
		lane->sent = lane->sent + n;
		lane->tail = advance(lane->tail, n, lane->size);
	}
	expect_counts(run, lane);
}

/* Reads up to n bytes and compares them with the stream. Returns how many there must be. */
static vmci_u64 read(struct run *run, const struct lane *lane, vmci_u64 n, int vectored, int peek)
{
	unsigned char *in = run->memory->in;
	vmci_u64 ready = lane->sent - lane->received;
	vmci_u64 copied = UNTOUCHED;
	struct vmci_target pieces[3];
	vmci_u64 i;
	int result;

	if (!passing(run))
		return 0;
	for (i = 0; i <= n && i < VMCI_SELFTEST_PAGES * PAGE_BYTES; i = i + 1)
		in[i] = (unsigned char)~stream(lane->received + i);
	pieces[0].base = in;
	pieces[0].length = n / 2;
	pieces[1].base = in;
	pieces[1].length = 0;
	pieces[2].base = in + n / 2;
	pieces[2].length = n - n / 2;
	if (vectored)
		result = peek ? vmci_ring_peekv(lane->to, pieces, 3, &copied)
			      : vmci_ring_dequeuev(lane->to, pieces, 3, &copied);
	else
		result = peek ? vmci_ring_peek(lane->to, in, n, &copied)
			      : vmci_ring_dequeue(lane->to, in, n, &copied);

	if (ready == 0) {
		EXPECT(run, result == VMCI_ERROR_QUEUEPAIR_NODATA && copied == UNTOUCHED);
		n = 0;
	} else {
		n = least(n, ready);
		EXPECT(run, result == VMCI_SUCCESS && copied == n);
	}
	for (i = 0; i < n && in[i] == stream(lane->received + i); i = i + 1)
		;
	EXPECT(run, i == n && "every byte is the stream's");
	if (n < VMCI_SELFTEST_PAGES * PAGE_BYTES)
		EXPECT(run, in[n] != stream(lane->received + n) && "no byte more was read");
	return n;
}

/* Receives up to n bytes, peeking at them first. */
static void receive(struct run *run, struct lane *lane, vmci_u64 n, int vectored)
{
	read(run, lane, n, vectored, 1);
	expect_counts(run, lane);
	n = read(run, lane, n, vectored, 0);
	lane->received = lane->received + n;
	lane->head = advance(lane->head, n, lane->size);
	expect_counts(run, lane);
}

/* The next number above n that is within one of a page's border, but `last` on the way to it. */
static vmci_u64 next_near_border(vmci_u64 n, vmci_u64 last)
{
	vmci_u64 next = n % PAGE_BYTES == 1 ? n + PAGE_BYTES - 2 : n + 1;

	return n < last && next > last ? last : next;
}

/* A message of n bytes through queue i from index `at`; then the ring filled full and emptied. */
static void one_message(struct run *run, const vmci_u64 size[2], int i, vmci_u64 at, vmci_u64 n)
{
	vmci_u64 start[2] = {0, 0};
	struct lane lane;
	int vectored;

	start[i] = at;
	for (vectored = 0; vectored < 2 && passing(run); vectored = vectored + 1) {
		begin(run, size, start);
		open_lane(run, i, &lane);
		send(run, &lane, n, vectored);
		receive(run, &lane, n, vectored);
		receive(run, &lane, 1, vectored);
		send(run, &lane, lane.size, vectored);
		send(run, &lane, 1, vectored);
		receive(run, &lane, 1, vectored);
		send(run, &lane, 2, vectored);
		receive(run, &lane, lane.size, vectored);
		slack(run, 0, size[0], 1);
		slack(run, 1, size[1], 1);
	}
}

/* Every length from every index, near the borders of pages and of the ring. */
static void messages(struct run *run, const vmci_u64 size[2], int i)
{
	vmci_u64 at;
	vmci_u64 n;

	for (at = 0; at < size[i]; at = next_near_border(at, size[i] - 1))
		for (n = 0; n <= size[i] && passing(run); n = next_near_border(n, size[i]))
			one_message(run, size, i, at, n);
}

/*
 * A ring of size 0 refuses everything. Here and below the queries come first: a ring that does not
 * refuse those would loop in the operations.
 */
static void expect_closed(struct run *run, struct vmci_ring_pair *from, struct vmci_ring_pair *to)
{
	vmci_u64 n = UNTOUCHED;
	unsigned char *in = run->memory->in;

	EXPECT(run, vmci_ring_produce_free_space(from, &n) == VMCI_ERROR_INVALID_SIZE);
	EXPECT(run, vmci_ring_produce_buf_ready(from, &n) == VMCI_ERROR_INVALID_SIZE);
	EXPECT(run, vmci_ring_consume_free_space(to, &n) == VMCI_ERROR_INVALID_SIZE);
	EXPECT(run, vmci_ring_consume_buf_ready(to, &n) == VMCI_ERROR_INVALID_SIZE);
	if (!passing(run))
		return;
	EXPECT(run, vmci_ring_enqueue(from, run->memory->out, 1, &n) == VMCI_ERROR_INVALID_SIZE);
	EXPECT(run, vmci_ring_dequeue(to, in, 1, &n) == VMCI_ERROR_INVALID_SIZE);
	EXPECT(run, vmci_ring_peek(to, in, 1, &n) == VMCI_ERROR_INVALID_SIZE);
	EXPECT(run, n == UNTOUCHED);
}

/* Both rings at once, with lengths of a fixed pseudo-random sequence. */
static void soak(struct run *run, const vmci_u64 size[2])
{
	static const vmci_u64 zero[2] = {0, 0};
	struct lane lanes[2];
	vmci_u32 random = 1;
	int step;

	begin(run, size, zero);
	open_lane(run, 0, &lanes[0]);
	open_lane(run, 1, &lanes[1]);
	for (step = 0; step < SOAK_STEPS && passing(run); step = step + 1) {
		struct lane *lane = &lanes[random >> 31];
		vmci_u64 n = (random >> 8) % (VMCI_SELFTEST_PAGES * (vmci_u32)PAGE_BYTES);
		int vectored = (int)((random >> 29) & 1);

		/* Every other length is a small one. */
		if ((random >> 28) & 1)
			n = n % 8;
		if (lane->size == 0)
			expect_closed(run, lane->from, lane->to);
		else if ((random >> 30) & 1)
			send(run, lane, n, vectored);
		else
			receive(run, lane, n, vectored);
		random = random * 1664525u + 1013904223u;
	}
}

/* All that looks at the peer's head refuses it, and changes nothing. */
static void expect_head_refused(struct run *run, struct vmci_ring_pair *from)
{
	vmci_u64 tail = from->produce.tail;
	vmci_u64 n = UNTOUCHED;

	EXPECT(run, vmci_ring_produce_indexes(from, &n, &n) == VMCI_ERROR_INVALID_SIZE);
	EXPECT(run, vmci_ring_produce_free_space(from, &n) == VMCI_ERROR_INVALID_SIZE);
	EXPECT(run, vmci_ring_produce_buf_ready(from, &n) == VMCI_ERROR_INVALID_SIZE);
	if (!passing(run))
		return;
	EXPECT(run, vmci_ring_enqueue(from, run->memory->out, 1, &n) == VMCI_ERROR_INVALID_SIZE);
	EXPECT(run, n == UNTOUCHED && from->produce.tail == tail);
	EXPECT(run, vmci_hal_load(&from->produce.header->producer_tail) == tail);
}

/* All that looks at the peer's tail refuses it, and changes nothing. */
static void expect_tail_refused(struct run *run, struct vmci_ring_pair *to)
{
	unsigned char *in = run->memory->in;
	vmci_u64 head = to->produce.head;
	vmci_u64 n = UNTOUCHED;

	EXPECT(run, vmci_ring_consume_indexes(to, &n, &n) == VMCI_ERROR_INVALID_SIZE);
	EXPECT(run, vmci_ring_consume_free_space(to, &n) == VMCI_ERROR_INVALID_SIZE);
	EXPECT(run, vmci_ring_consume_buf_ready(to, &n) == VMCI_ERROR_INVALID_SIZE);
	if (!passing(run))
		return;
	EXPECT(run, vmci_ring_dequeue(to, in, 1, &n) == VMCI_ERROR_INVALID_SIZE);
	EXPECT(run, vmci_ring_peek(to, in, 1, &n) == VMCI_ERROR_INVALID_SIZE);
	EXPECT(run, n == UNTOUCHED && to->produce.head == head);
	EXPECT(run, vmci_hal_load(&to->produce.header->consumer_head) == head);
}

/* A peer that lies about its head, then about its tail; and overwrites words that are ours. */
static void hostile_peer(struct run *run, const vmci_u64 size[2])
{
	static const vmci_u64 one[2] = {1, 1};
	/* The ring holds [2, 4) when the lies are told: behind the head, past the tail, outside. */
	const vmci_u64 heads[] = {1, 5, size[0] - 1, size[0], ~(vmci_u64)0};
	const vmci_u64 tails[] = {2, 3, size[0], ~(vmci_u64)0};
	struct lane lane;
	vmci_u64 i;

	begin(run, size, one);
	open_lane(run, 0, &lane);
	send(run, &lane, 3, 0);
	receive(run, &lane, 1, 0);
	send(run, &lane, 0, 0);

	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i = i + 1) {
		vmci_hal_store_release(&run->memory->header[1]->consumer_head, heads[i]);
		expect_head_refused(run, lane.from);
	}
	vmci_hal_store_release(&run->memory->header[1]->consumer_head, lane.head);
	expect_counts(run, &lane);

	for (i = 0; i < sizeof(tails) / sizeof(tails[0]); i = i + 1) {
		vmci_hal_store_release(&run->memory->header[0]->producer_tail, tails[i]);
		expect_tail_refused(run, lane.to);
	}
	/* Our own word was spoilt with the last lie; the next operation publishes the truth. */
	send(run, &lane, size[0], 1);
	receive(run, &lane, size[0], 1);
}

/* Endpoints that cannot be begun. */
static void bad_beginnings(struct run *run)
{
	static const vmci_u64 zero[2] = {0, 0};
	const vmci_u64 size[2] = {PAGE_BYTES + 1, 0};
	struct vmci_ring_pair *end = &run->end[0];
	struct vmci_ring_indexes indexes;

	begin(run, size, zero);
	EXPECT(run, vmci_ring_pair_init(end) == VMCI_SUCCESS);
	end->produce.bytes.page_count = 1;
	EXPECT(run, vmci_ring_pair_init(end) == VMCI_ERROR_INVALID_ARGS);
	end->produce.bytes.page_count = 2;
	end->produce.bytes.size = 0;
	EXPECT(run, vmci_ring_pair_init(end) == VMCI_ERROR_INVALID_ARGS);
	end->produce.bytes.size = size[0];
	indexes.produce_tail = size[0];
	indexes.produce_head = 0;
	indexes.consume_tail = 0;
	indexes.consume_head = 0;
	EXPECT(run, vmci_ring_pair_resume(end, &indexes) == VMCI_ERROR_INVALID_SIZE);
	indexes.produce_tail = size[0] - 1;
	EXPECT(run, vmci_ring_pair_resume(end, &indexes) == VMCI_SUCCESS);
	indexes.consume_head = 1;
	EXPECT(run, vmci_ring_pair_resume(end, &indexes) == VMCI_ERROR_INVALID_SIZE);
}

int vmci_selftest(const struct vmci_selftest_memory *memory, struct vmci_selftest_report *report)
{
	static const vmci_u64 sizes[][2] = {
		{PAGE_BYTES + 3, 2 * PAGE_BYTES + PAGE_BYTES / 2 + 1},
		{VMCI_SELFTEST_PAGES * PAGE_BYTES, PAGE_BYTES - 1},
		{2 * PAGE_BYTES, 5},
		{1, 2},
		{3, 0},
		{0, PAGE_BYTES + 1},
	};
	static const vmci_u64 hostile[2] = {PAGE_BYTES - 1, 2};
	struct run run;
	vmci_u64 i;

	run.memory = memory;
	run.report = report;
	report->checks = 0;
	report->failed = 0;
	report->line = 0;

	bad_beginnings(&run);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i = i + 1) {
		messages(&run, sizes[i], 0);
		messages(&run, sizes[i], 1);
		soak(&run, sizes[i]);
	}
	hostile_peer(&run, hostile);
	return passing(&run) ? 0 : -1;
}
