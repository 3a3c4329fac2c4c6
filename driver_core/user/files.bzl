"""What user programs have besides the core."""

# The platform, and a device.
USER_DEVICE = [
    "hal/user/hal_device_platform.h",
    "hal/user/hal_lock_platform.h",
    "hal/user/hal_platform.h",
    "hal/user/hal_timer_platform.h",
    "user/clock.c",
    "user/clock.h",
    "user/dev_vmci.h",
    "user/device.c",
    "user/device.h",
    "user/hypervisor.c",
    "user/hypervisor.h",
    "user/pages.c",
    "user/pages.h",
]

# The calls of /dev/vmci, and sockets.
USER_MACHINE = USER_DEVICE + [
    "hal/user/hal_stack_platform.h",
    "user/dev_vmci.c",
    "user/sockets.c",
    "user/sockets.h",
]
