# The code that runs between clone and execve in a child: a table of system calls, walked without a stack.
#
# Two ways in: "spawn" at offset 0 is a C function that clones the caller; "launch" at offset 0x80 is the entry point
# of a program of its own, whose table is at a fixed address. Position-independent, no data, no relocation.
# The layouts are those of ChildHeader and ChildStep; arm64.S is the same for the other architecture.
.intel_syntax noprefix

.set CLONE_NUMBER, 0
.set CLONE_ARGUMENTS, 8         # five
.set STEPS, 48
.set STEPS_END, 56
.set FIRST_STEP, 64             # number of the first step of this table
.set FAILED_STEP, 72            # record: number of the step, errno
.set FAILED_ERRNO, 80
.set MASK_ALL, 88
.set MASK_OLD, 96
.set EXIT_TAG, 104              # record: tag, wait status
.set EXIT_STATUS, 112
.set OTHER_STATUS, 124          # 32 bits
.set SLOTS, 128                 # slot 0 is the descriptor that records are written to

.set STEP_SIZE_SHIFT, 6
.set IGNORE_ERROR, 0
.set SAVE, 1
.set ZERO_FAILS, 2
.set JUMP_NOT_ZERO, 3
.set JUMP_ZERO, 4
.set INIT, 5
.set JUMP_ON_ERROR, 6
.set SLOT_ARGUMENT, 8           # and the five bits above it

.set SYS_write, 1
.set SYS_close, 3
.set SYS_rt_sigprocmask, 14
.set SYS_wait4, 61
.set SYS_kill, 62
.set SYS_rt_sigtimedwait, 128
.set SYS_exit_group, 231
.set SIG_SETMASK, 2
.set SIGCHLD, 17
.set WNOHANG_WALL, 0x40000001

.text
.globl spawn
# long spawn(struct ChildHeader *): the pid of the child, or -errno.
spawn:
    endbr64
    push rbx
    push r12
    mov rbx, rdi
    mov eax, SYS_rt_sigprocmask
    mov edi, SIG_SETMASK
    lea rsi, [rbx + MASK_ALL]
    lea rdx, [rbx + MASK_OLD]
    mov r10d, 8
    syscall
    mov rax, [rbx + CLONE_NUMBER]
    mov rdi, [rbx + CLONE_ARGUMENTS]
    mov rsi, [rbx + CLONE_ARGUMENTS + 8]
    mov rdx, [rbx + CLONE_ARGUMENTS + 16]
    mov r10, [rbx + CLONE_ARGUMENTS + 24]
    mov r8, [rbx + CLONE_ARGUMENTS + 32]
    syscall
    test rax, rax
    jz walk
    mov r12, rax
    mov eax, SYS_rt_sigprocmask
    mov edi, SIG_SETMASK
    lea rsi, [rbx + MASK_OLD]
    xor edx, edx
    mov r10d, 8
    syscall
    mov rax, r12
    pop r12
    pop rbx
    ret

.org 0x80, 0xcc
launch:
    movabs rbx, 0x1000010000

# rbx: header; r12: step; r13: end of the steps; r14: flags of the step. The stack is never touched.
walk:
    xor ebp, ebp
    mov r12, [rbx + STEPS]
    mov r13, [rbx + STEPS_END]
next:
    cmp r12, r13
    jae quit
    mov r14d, [r12 + 4]
    mov rdi, [r12 + 8]
    mov rsi, [r12 + 16]
    mov rdx, [r12 + 24]
    mov r10, [r12 + 32]
    mov r8, [r12 + 40]
    mov r9, [r12 + 48]
    test r14d, 0x3f << SLOT_ARGUMENT
    jz call
    bt r14d, SLOT_ARGUMENT
    jnc 1f
    mov rdi, [rbx + rdi * 8 + SLOTS]
1:  bt r14d, SLOT_ARGUMENT + 1
    jnc 1f
    mov rsi, [rbx + rsi * 8 + SLOTS]
1:  bt r14d, SLOT_ARGUMENT + 2
    jnc 1f
    mov rdx, [rbx + rdx * 8 + SLOTS]
1:  bt r14d, SLOT_ARGUMENT + 3
    jnc 1f
    mov r10, [rbx + r10 * 8 + SLOTS]
1:  bt r14d, SLOT_ARGUMENT + 4
    jnc 1f
    mov r8, [rbx + r8 * 8 + SLOTS]
1:  bt r14d, SLOT_ARGUMENT + 5
    jnc call
    mov r9, [rbx + r9 * 8 + SLOTS]
call:
    bt r14d, INIT
    jc init
    mov eax, [r12]
    syscall
    cmp rax, -4095
    jae error
    bt r14d, SAVE
    jnc 1f
    mov ecx, [r12 + 56]
    mov [rbx + rcx * 8 + SLOTS], rax
1:  test rax, rax
    jz zero
    bt r14d, JUMP_NOT_ZERO
    jc jump
advance:
    add r12, 1 << STEP_SIZE_SHIFT
    jmp next
zero:
    bt r14d, ZERO_FAILS
    jc fail
    bt r14d, JUMP_ZERO
    jnc advance
jump:
    mov ecx, [r12 + 60]
go:
    shl rcx, STEP_SIZE_SHIFT
    mov r12, [rbx + STEPS]
    add r12, rcx
    jmp next
error:
    bt r14d, IGNORE_ERROR
    jc advance
fail:
    neg rax
    mov [rbx + FAILED_ERRNO], rax
    mov ecx, [r12 + 60]
    sub r12, [rbx + STEPS]
    shr r12, STEP_SIZE_SHIFT
    add r12, [rbx + FIRST_STEP]
    mov [rbx + FAILED_STEP], r12
    bt r14d, JUMP_ON_ERROR
    jc go
    mov eax, SYS_write
    mov edi, [rbx + SLOTS]
    lea rsi, [rbx + FAILED_STEP]
    mov edx, 16
    syscall
quit:
    mov edi, 127
exit:
    mov eax, SYS_exit_group
    syscall
    ud2

# The first process of a PID namespace: passes signals on to the process rdi, reaps the dead, and when that process
# ends, writes its status to the descriptor rsi and ends likewise: at once, or, when rdx is not zero, after all others.
init:
    mov r14, rdi
    mov r15, rsi
    mov r13, rdx
await:
    mov eax, SYS_rt_sigtimedwait
    lea rdi, [rbx + MASK_ALL]
    xor esi, esi
    xor edx, edx
    mov r10d, 8
    syscall
    test eax, eax
    jle await
    cmp eax, SIGCHLD
    je reap
    test r14d, r14d             # its number may be another's by now
    jz await
    mov esi, eax
    mov rdi, r14
    mov eax, SYS_kill
    syscall
    jmp await
reap:
    mov eax, SYS_wait4
    mov rdi, -1
    lea rsi, [rbx + OTHER_STATUS]
    mov edx, WNOHANG_WALL
    xor r10d, r10d
    syscall
    test eax, eax
    jz await
    js alone
    cmp eax, r14d
    jne reap
    mov eax, [rbx + OTHER_STATUS]
    mov [rbx + EXIT_STATUS], eax
    mov eax, SYS_write
    mov rdi, r15
    lea rsi, [rbx + EXIT_TAG]
    mov edx, 16
    syscall
    xor r14d, r14d
    test r13d, r13d
    jz end
    mov eax, SYS_close
    mov rdi, r15
    syscall
    jmp reap
alone:                          # there are no children
    test r14d, r14d
    jnz await
end:
    mov edi, [rbx + EXIT_STATUS]
    mov eax, edi
    shr edi, 8
    and eax, 0x7f
    jz exit
    lea edi, [rax + 128]
    jmp exit
