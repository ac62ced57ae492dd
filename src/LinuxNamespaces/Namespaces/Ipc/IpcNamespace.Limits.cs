using System.Globalization;
using LinuxNamespaces.Child;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Ipc;

namespace LinuxNamespaces;

/// <content>Limits.</content>
public sealed partial class IpcNamespace
{
    // The longest value has the four numbers of kernel.sem.
    private const int SettingLength = 128;

    private static readonly (string Name, Func<IpcLimits, ulong?> Get)[] s_settings =
    [
        ("kernel/shmmax", limits => limits.MaxSegmentSize),
        ("kernel/shmall", limits => limits.MaxSharedPages),
        ("kernel/shmmni", limits => limits.MaxSegments),
        ("kernel/msgmax", limits => limits.MaxMessageSize),
        ("kernel/msgmnb", limits => limits.MaxQueueBytes),
        ("kernel/msgmni", limits => limits.MaxQueues),
        ("fs/mqueue/queues_max", limits => limits.MaxPosixQueues),
        ("fs/mqueue/msg_max", limits => limits.MaxPosixMessages),
        ("fs/mqueue/msgsize_max", limits => limits.MaxPosixMessageSize),
    ];

    /// <summary>Gets the limits of the namespace.</summary>
    /// <returns>The limits.</returns>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM; needs CAP_SYS_ADMIN).</exception>
    public IpcLimits GetLimits()
    {
        NamespaceProgram program = Inside("read the limits of");
        bool hasPosixQueues = Directory.Exists("/proc/sys/fs/mqueue");
        StepArgument?[] files = Array.ConvertAll(s_settings, setting =>
            setting.Name.StartsWith("fs/", StringComparison.Ordinal) && !hasPosixQueues ? (StepArgument?)null : program.ReadFile($"/proc/sys/{setting.Name}", SettingLength));
        StepArgument semaphores = program.ReadFile("/proc/sys/kernel/sem", SettingLength);
        using NamespaceProgramResult result = program.Run();
        ulong?[] values = Array.ConvertAll(files, file => file is { } memory ? Numbers(result.Text(memory), 1)[0] : (ulong?)null);
        ulong[] sets = Numbers(result.Text(semaphores), 4);
        return new IpcLimits
        {
            MaxSegmentSize = values[0]!.Value,
            MaxSharedPages = values[1]!.Value,
            MaxSegments = values[2]!.Value,
            MaxMessageSize = values[3]!.Value,
            MaxQueueBytes = values[4]!.Value,
            MaxQueues = values[5]!.Value,
            MaxPosixQueues = values[6],
            MaxPosixMessages = values[7],
            MaxPosixMessageSize = values[8],
            MaxSemaphoresInSet = sets[0],
            MaxSemaphores = sets[1],
            MaxSemaphoreOperations = sets[2],
            MaxSemaphoreSets = sets[3],
        };
    }

    /// <summary>Sets the limits that differ from the current ones: <c>ns.SetLimits(ns.GetLimits() with { MaxQueues = 10 })</c>.</summary>
    /// <param name="limits">The limits.</param>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered (EPERM), the kernel rejects a value (EINVAL), or only the root user of the machine may set it, as before kernel 6.8 (EACCES).
    /// </exception>
    public void SetLimits(IpcLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        IpcLimits current = GetLimits();
        NamespaceProgram program = Inside("set the limits of", errno =>
            errno != Errno.EACCES ? null
            : RightsOver.Has(Handle, Linux.CAP_SYS_ADMIN) == false ? "The root user of the user namespace that owns it can do that."
            : KernelSupport.Version < new Version(6, 8) ? $"Before kernel 6.8 only root of the machine may do that; this is {KernelSupport.Version}."
            : null);
        foreach ((string name, Func<IpcLimits, ulong?> get) in s_settings)
        {
            if (get(limits) is { } limit && limit != get(current))
            {
                program.WriteFile($"/proc/sys/{name}", limit.ToString(CultureInfo.InvariantCulture));
            }
        }

        if (Semaphores(limits) != Semaphores(current))
        {
            program.WriteFile("/proc/sys/kernel/sem", Semaphores(limits));
        }

        program.Run().Dispose();
    }

    private static string Semaphores(IpcLimits limits) => string.Create(
        CultureInfo.InvariantCulture, $"{limits.MaxSemaphoresInSet} {limits.MaxSemaphores} {limits.MaxSemaphoreOperations} {limits.MaxSemaphoreSets}");

    private static ulong[] Numbers(string text, int count)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        ulong[] numbers = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            if (i >= words.Length || !ulong.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                throw new InvalidDataException($"A limit of an IPC namespace is {PrintableText.Quote(text)}. Expected {count} numbers.");
            }
        }

        return numbers;
    }
}
