/* libseccomp's filters. A call that this machine does not have is not in the way. */
#include "hub/keeper/pledge.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include <seccomp.h>

#include "lib/base/cleanup.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED true
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED false
#endif

static const char *const keeper_calls[] = {"recvfrom", "recvmsg", "read", "sendto", "sendmsg",
	"write", "close", "poll", "ppoll", "accept", "accept4", "exit", "exit_group", "futex",
	"brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "getrandom", "getrusage",
	"clock_gettime", "gettimeofday", "time", "getpid", "gettid", "rt_sigreturn",
	"rt_sigprocmask", "rt_sigaction", "restart_syscall", "sched_yield", "tgkill", "fstat",
	"newfstatat", "lseek", "getuid", "geteuid", "getgid", "getegid", NULL};

static const char *const hub_never[] = {"execve", "execveat", "ptrace", "process_vm_readv",
	"process_vm_writev", "kcmp", "pidfd_getfd", "mount", "umount2", "pivot_root", "chroot",
	"move_mount", "fsopen", "open_tree", "unshare", "setns", "bpf", "perf_event_open", "keyctl",
	"add_key", "request_key", "init_module", "finit_module", "delete_module", "kexec_load",
	"kexec_file_load", "reboot", "swapon", "swapoff", "settimeofday", "clock_settime",
	"adjtimex", "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid",
	"setgroups", "capset", "personality", "userfaultfd", "io_uring_setup", "iopl", "ioperm",
	"acct", "quotactl", NULL};

static void release(scmp_filter_ctx *filter)
{
	if (*filter != NULL) {
		seccomp_release(*filter);
	}
}

static int load(
	uint32_t otherwise, uint32_t action, const char *const names[], struct zr_error *error)
{
	ZR_CLEANUP(release) scmp_filter_ctx filter = seccomp_init(otherwise);
	int result = filter != NULL ? 0 : -ENOMEM;
	for (size_t i = 0; result == 0 && names[i] != NULL; i++) {
		int call = seccomp_syscall_resolve_name(names[i]);
		if (call != __NR_SCMP_ERROR) {
			result = seccomp_rule_add(filter, action, call, 0);
		}
	}
	if (result == 0) {
		result = seccomp_load(filter);
	}
	return result == 0 ? 0 : zr_error_set_errno(error, -result, "pledge to do less");
}

int zr_pledge_keeper(struct zr_error *error)
{
	assert(keeper_calls[0] != NULL);
	return IS_SANITIZED ? 0 : load(SCMP_ACT_KILL_PROCESS, SCMP_ACT_ALLOW, keeper_calls, error);
}

int zr_pledge_hub(struct zr_error *error)
{
	assert(hub_never[0] != NULL);
	return IS_SANITIZED ? 0 : load(SCMP_ACT_ALLOW, SCMP_ACT_ERRNO(EPERM), hub_never, error);
}
