using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Traffic;

/// <summary>Loads a program of eBPF.</summary>
internal static class BpfProgram
{
    private const int BPF_PROG_LOAD = 5;
    private const int BPF_PROG_TYPE_SCHED_CLS = 3;
    private const int AttributeSize = 128;

    /// <summary>A program that returns a number. Skips the test if the caller must not load one.</summary>
    internal static SafeFileHandle Returning(int value)
    {
        // r0 = value; exit
        byte[] code = [0xB7, 0, 0, 0, .. BitConverter.GetBytes(value), 0x95, 0, 0, 0, 0, 0, 0, 0];
        nint memory = Marshal.AllocHGlobal(AttributeSize + code.Length + 16);
        try
        {
            for (int i = 0; i < AttributeSize; i += sizeof(long))
            {
                Marshal.WriteInt64(memory, i, 0);
            }

            Marshal.Copy(code, 0, memory + AttributeSize, code.Length);
            nint license = memory + AttributeSize + code.Length;
            Marshal.Copy("GPL\0"u8.ToArray(), 0, license, 4);
            Marshal.WriteInt32(memory, 0, BPF_PROG_TYPE_SCHED_CLS);
            Marshal.WriteInt32(memory, 4, code.Length / 8);
            Marshal.WriteInt64(memory, 8, memory + AttributeSize);
            Marshal.WriteInt64(memory, 16, license);
            int number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 280 : 321;
            nint descriptor = Libc.syscall(number, BPF_PROG_LOAD, memory, AttributeSize, 0, 0);
            Assert.SkipWhen(descriptor < 0, "BPF programs need CAP_BPF and CONFIG_BPF_SYSCALL.");
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }
        finally
        {
            Marshal.FreeHGlobal(memory);
        }
    }
}
