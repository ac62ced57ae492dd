using System.Globalization;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Child;

/// <summary>Executes the launcher if this process cannot map code; posix_spawn(3).</summary>
internal static unsafe class PosixSpawn
{
    private const short POSIX_SPAWN_SETSIGMASK = 8;

    // Larger than the opaque structures of glibc and musl.
    private const int OpaqueSize = 1024;

    internal static StartingChild Start(int image, string name, IEnumerable<int> descriptors, ChildCarrier carrier)
    {
        long* memory = stackalloc long[2 * OpaqueSize / sizeof(long)];
        void* actions = memory;
        void* attributes = memory + (OpaqueSize / sizeof(long));
        byte* argument = (byte*)Marshal.StringToCoTaskMemUTF8(name);
        try
        {
            ulong* everySignal = stackalloc ulong[16];
            new Span<ulong>(everySignal, 16).Fill(ulong.MaxValue);
            Check(Libc.posix_spawn_file_actions_init(actions));
            Check(Libc.posix_spawnattr_init(attributes));
            Check(Libc.posix_spawnattr_setsigmask(attributes, everySignal));
            Check(Libc.posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK));
            foreach (int descriptor in descriptors)
            {
                // Duplicating a descriptor onto itself clears close-on-exec.
                Check(Libc.posix_spawn_file_actions_adddup2(actions, descriptor, descriptor));
            }

            byte** argv = stackalloc byte*[2] { argument, null };
            byte** envp = stackalloc byte*[1] { null };
            int processId;
            Check(Libc.posix_spawn(&processId, string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{image}"), actions, attributes, argv, envp));
            SafeFileHandle process = carrier.OpenProcess(processId);
            if (!process.IsInvalid)
            {
                return new StartingChild(processId, process, memory: null);
            }

            Errno error = SystemCalls.LastError;
            PidFile.KillAndReap(processId);
            throw new ChildFailedException(ChildFailedException.CloneStep, error);
        }
        finally
        {
            Marshal.FreeCoTaskMem((nint)argument);
            _ = Libc.posix_spawn_file_actions_destroy(actions);
            _ = Libc.posix_spawnattr_destroy(attributes);
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new ChildFailedException(ChildFailedException.CloneStep, new Errno(error));
        }
    }
}
