// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The memory of a program that is a virtual machine. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../result.h"
#include "pages.h"

static size_t bytes_of(vmci_u64 count)
{
	return (size_t)count * VMCI_HAL_PAGE_SIZE;
}

int vmci_user_pages_begin(struct vmci_user_pages *pages, vmci_u64 count)
{
	void *first = MAP_FAILED;

	pages->count = count;
	pages->next = 1;
	pages->used = calloc((size_t)count, 1);
	pages->file = memfd_create("vmci-machine", MFD_CLOEXEC);
	if (pages->file >= 0 && !ftruncate(pages->file, (off_t)bytes_of(count)))
		first = mmap(NULL, bytes_of(count), PROT_READ | PROT_WRITE, MAP_SHARED, pages->file,
			     0);
	pages->first = first == MAP_FAILED ? NULL : first;
	if (pages->used && pages->first)
		return VMCI_SUCCESS;
	vmci_user_pages_end(pages);
	return VMCI_ERROR_NO_MEM;
}

void vmci_user_pages_end(struct vmci_user_pages *pages)
{
	if (pages->first)
		munmap(pages->first, bytes_of(pages->count));
	if (pages->file >= 0)
		close(pages->file);
	free(pages->used);
}

/* The first run of so many free pages that begins in [from, to). 0: there is none. */
static vmci_u64 find_free(const struct vmci_user_pages *pages, vmci_u64 count, vmci_u64 from,
			  vmci_u64 to)
{
	vmci_u64 run = 0;
	vmci_u64 number;

	for (number = from; number < pages->count && number - run < to; number++) {
		run = pages->used[number] ? 0 : run + 1;
		if (run == count)
			return number + 1 - count;
	}
	return 0;
}

vmci_u64 vmci_user_pages_alloc(struct vmci_user_pages *pages, vmci_u64 count)
{
	vmci_u64 number = find_free(pages, count, pages->next, pages->count);

	if (!number)
		number = find_free(pages, count, 1, pages->next);
	if (!number)
		return 0;
	memset(pages->used + number, 1, (size_t)count);
	pages->next = number + count < pages->count ? number + count : 1;
	return number;
}

/* A hole in the file reads as zero bytes: in memory of its own, not in what others have mapped. */
void vmci_user_pages_free(struct vmci_user_pages *pages, vmci_u64 number, vmci_u64 count)
{
	if (fallocate(pages->file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
		      (off_t)bytes_of(number), (off_t)bytes_of(count)))
		return; /* they cannot be given out again as they are */
	memset(pages->used + number, 0, (size_t)count);
}

unsigned char *vmci_user_page(const struct vmci_user_pages *pages, vmci_u64 number)
{
	return pages->first + bytes_of(number);
}

int vmci_user_page_is_used(const struct vmci_user_pages *pages, vmci_u64 number)
{
	return number > 0 && number < pages->count && pages->used[number];
}

/* How many from the list's first on are one behind the other, and allocated. */
static vmci_u64 run_length(const struct vmci_user_pages *pages, const vmci_u32 *numbers,
			   vmci_u64 count)
{
	vmci_u64 length = 0;

	while (length < count && numbers[length] == numbers[0] + length &&
	       vmci_user_page_is_used(pages, numbers[length]))
		length++;
	return length;
}

void *vmci_user_pages_map(const struct vmci_user_pages *pages, const vmci_u32 *numbers,
			  vmci_u64 count)
{
	unsigned char *mapped =
		mmap(NULL, bytes_of(count), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	vmci_u64 done;
	vmci_u64 length;

	if (mapped == MAP_FAILED)
		return NULL;
	for (done = 0; done < count; done += length) {
		length = run_length(pages, numbers + done, count - done);
		if (!length || mmap(mapped + bytes_of(done), bytes_of(length),
				    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, pages->file,
				    (off_t)bytes_of(numbers[done])) == MAP_FAILED) {
			munmap(mapped, bytes_of(count));
			return NULL;
		}
	}
	return mapped;
}
