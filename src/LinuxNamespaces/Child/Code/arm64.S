// The code that runs between clone and execve in a child: a table of system calls, walked without a stack.
//
// Two ways in: "spawn" at offset 0 is a C function that clones the caller; "launch" at offset 0x80 is the entry point
// of a program of its own, whose table is at a fixed address. Position-independent, no data, no relocation.
// The layouts are those of ChildHeader and ChildStep; x64.S is the same for the other architecture.

.set CLONE_NUMBER, 0
.set CLONE_ARGUMENTS, 8         // five
.set STEPS, 48
.set FIRST_STEP, 64             // number of the first step of this table
.set FAILED_STEP, 72            // record: number of the step, errno
.set MASK_ALL, 88
.set MASK_OLD, 96
.set EXIT_TAG, 104              // record: tag, wait status
.set EXIT_STATUS, 112
.set OTHER_STATUS, 124          // 32 bits
.set SLOTS, 128                 // slot 0 is the descriptor that records are written to

.set STEP_SIZE_SHIFT, 6
.set IGNORE_ERROR, 0
.set SAVE, 1
.set ZERO_FAILS, 2
.set JUMP_NOT_ZERO, 3
.set JUMP_ZERO, 4
.set INIT, 5
.set JUMP_ON_ERROR, 6
.set SLOT_ARGUMENT, 8           // and the five bits above it

.set SYS_close, 57
.set SYS_write, 64
.set SYS_exit_group, 94
.set SYS_kill, 129
.set SYS_rt_sigprocmask, 135
.set SYS_rt_sigtimedwait, 137
.set SYS_wait4, 260
.set SIG_SETMASK, 2
.set SIGCHLD, 17

.text
.globl spawn
// long spawn(struct ChildHeader *): the pid of the child, or -errno.
spawn:
    hint #34                    // bti c
    stp x19, x20, [sp, #-16]!
    mov x19, x0
    mov x8, #SYS_rt_sigprocmask
    mov x0, #SIG_SETMASK
    add x1, x19, #MASK_ALL
    add x2, x19, #MASK_OLD
    mov x3, #8
    svc #0
    ldr x8, [x19, #CLONE_NUMBER]
    ldp x0, x1, [x19, #CLONE_ARGUMENTS]
    ldp x2, x3, [x19, #CLONE_ARGUMENTS + 16]
    ldr x4, [x19, #CLONE_ARGUMENTS + 32]
    svc #0
    cbz x0, walk
    mov x20, x0
    mov x8, #SYS_rt_sigprocmask
    mov x0, #SIG_SETMASK
    add x1, x19, #MASK_OLD
    mov x2, #0
    mov x3, #8
    svc #0
    mov x0, x20
    ldp x19, x20, [sp], #16
    ret

.org 0x80
launch:
    movz x19, #0x0001, lsl #16
    movk x19, #0x0010, lsl #32

// x19: header; x20: step; x21: end of the steps; x22: flags of the step; x24: slots. The stack is never touched.
walk:
    mov x29, #0
    ldp x20, x21, [x19, #STEPS]
    add x24, x19, #SLOTS
next:
    cmp x20, x21
    b.hs quit
    ldr w22, [x20, #4]
    ldp x0, x1, [x20, #8]
    ldp x2, x3, [x20, #24]
    ldp x4, x5, [x20, #40]
    tst w22, #0x3f << SLOT_ARGUMENT
    b.eq call
    tbz w22, #SLOT_ARGUMENT, 1f
    ldr x0, [x24, x0, lsl #3]
1:  tbz w22, #SLOT_ARGUMENT + 1, 1f
    ldr x1, [x24, x1, lsl #3]
1:  tbz w22, #SLOT_ARGUMENT + 2, 1f
    ldr x2, [x24, x2, lsl #3]
1:  tbz w22, #SLOT_ARGUMENT + 3, 1f
    ldr x3, [x24, x3, lsl #3]
1:  tbz w22, #SLOT_ARGUMENT + 4, 1f
    ldr x4, [x24, x4, lsl #3]
1:  tbz w22, #SLOT_ARGUMENT + 5, call
    ldr x5, [x24, x5, lsl #3]
call:
    tbnz w22, #INIT, init
    ldr w8, [x20]
    svc #0
    cmn x0, #4095
    b.hs error
    tbz w22, #SAVE, 1f
    ldr w23, [x20, #56]
    str x0, [x24, x23, lsl #3]
1:  cbz x0, zero
    tbnz w22, #JUMP_NOT_ZERO, jump
advance:
    add x20, x20, #1 << STEP_SIZE_SHIFT
    b next
zero:
    tbnz w22, #ZERO_FAILS, fail
    tbz w22, #JUMP_ZERO, advance
jump:
    ldr w4, [x20, #60]
go:
    ldr x20, [x19, #STEPS]
    add x20, x20, x4, lsl #STEP_SIZE_SHIFT
    b next
error:
    tbnz w22, #IGNORE_ERROR, advance
fail:
    neg x2, x0
    ldr w4, [x20, #60]
    ldr x23, [x19, #STEPS]
    sub x20, x20, x23
    ldr x23, [x19, #FIRST_STEP]
    add x1, x23, x20, lsr #STEP_SIZE_SHIFT
    add x3, x19, #FAILED_STEP
    stp x1, x2, [x3]
    tbnz w22, #JUMP_ON_ERROR, go
    mov x8, #SYS_write
    ldr x0, [x19, #SLOTS]
    mov x1, x3
    mov x2, #16
    svc #0
quit:
    mov x0, #127
exit:
    mov x8, #SYS_exit_group
    svc #0
    brk #0

// The first process of a PID namespace: passes signals on to the process x0, reaps the dead, and when that process
// ends, writes its status to the descriptor x1 and ends likewise: at once, or, when x2 is not zero, after all others.
init:
    mov x22, x0
    mov x23, x1
    mov x21, x2
await:
    mov x8, #SYS_rt_sigtimedwait
    add x0, x19, #MASK_ALL
    mov x1, #0
    mov x2, #0
    mov x3, #8
    svc #0
    cmp w0, #0
    b.le await
    cmp w0, #SIGCHLD
    b.eq reap
    cbz w22, await              // its number may be another's by now
    mov x1, x0
    mov x0, x22
    mov x8, #SYS_kill
    svc #0
    b await
reap:
    mov x8, #SYS_wait4
    mov x0, #-1
    add x1, x19, #OTHER_STATUS
    movz x2, #0x0001            // WNOHANG | __WALL
    movk x2, #0x4000, lsl #16
    mov x3, #0
    svc #0
    cbz w0, await
    tbnz w0, #31, alone
    cmp w0, w22
    b.ne reap
    ldr w1, [x19, #OTHER_STATUS]
    str w1, [x19, #EXIT_STATUS]
    mov x8, #SYS_write
    mov x0, x23
    add x1, x19, #EXIT_TAG
    mov x2, #16
    svc #0
    mov x22, #0
    cbz w21, end
    mov x8, #SYS_close
    mov x0, x23
    svc #0
    b reap
alone:                          // there are no children
    cbnz w22, await
end:
    ldr w1, [x19, #EXIT_STATUS]
    lsr w0, w1, #8
    ands w1, w1, #0x7f
    b.eq exit
    add w0, w1, #128
    b exit
