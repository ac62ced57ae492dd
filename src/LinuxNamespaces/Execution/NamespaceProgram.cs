using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Execution;

/// <summary>
/// A list of system calls that a short-lived child process makes inside namespaces of any kind. The bytes and descriptors that they produce
/// are returned. The child has its own memory, so processes in the namespaces cannot access the memory of this process through it.
/// </summary>
/// <remarks>
/// The calls before <see cref="Enter"/> are made outside, the calls after it inside. <see cref="Run"/> executes them, which takes about a
/// millisecond.
/// </remarks>
internal sealed class NamespaceProgram
{
    // A process with the right to kill the child can also stop it.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    private readonly string _operation;
    private readonly string? _target;
    private readonly Action<int>? _mapIds;
    private readonly StepArgument _reply;
    private readonly StepArgument _control;
    private readonly List<(StepArgument Slot, SafeHandle Handle)> _handles = [];
    private readonly List<(StepArgument Output, int Length)> _outputs = [];
    private NamespaceHandle? _owner;
    private int _inside;

    /// <param name="operation">The operation, for error messages.</param>
    /// <param name="target">The target of the operation, for error messages.</param>
    /// <param name="descriptors">The number of descriptors that are returned.</param>
    /// <param name="mapIds">Writes the ID maps of the process when <see cref="AwaitIdMaps"/> is reached.</param>
    internal NamespaceProgram(string operation, string? target, int descriptors = 0, Action<int>? mapIds = null)
    {
        _operation = operation;
        _target = target;
        _mapIds = mapIds;
        Steps = new ChildProgram(awaitsGo: mapIds is not null);
        _reply = Steps.AddSlot("reply");
        Descriptors = Steps.AddDescriptorSlots(descriptors, out _control);
    }

    /// <summary>Gets whether the process stays dumpable, for a test that shows why it must not.</summary>
    internal bool StaysDumpable { get; init; }

    /// <summary>Gets the steps.</summary>
    internal ChildProgram Steps { get; }

    /// <summary>Gets the slots of the descriptors that are returned. Steps must save a descriptor in each.</summary>
    internal IReadOnlyList<StepArgument> Descriptors { get; }

    /// <summary>Gets the function that finds a remedy for an error of a call inside.</summary>
    internal Func<Errno, string?>? Remedy { get; init; }

    /// <summary>Passes a descriptor of this process to the child.</summary>
    internal StepArgument Use(SafeHandle handle, string label)
    {
        StepArgument slot = Steps.AddSlot(label);
        _handles.Add((slot, handle));
        return slot;
    }

    /// <summary>Adds memory for calls to write to, whose content is returned.</summary>
    internal StepArgument Returns(int length, string label)
    {
        StepArgument memory = Steps.Bytes(new byte[length], label);
        _outputs.Add((memory, length));
        return memory;
    }

    /// <summary>Adds a slot for results, whose value is returned.</summary>
    internal StepArgument ReturnsValue(string label)
    {
        StepArgument slot = Steps.AddSlot(label);
        _outputs.Add((slot.Address(), sizeof(long)));
        return slot;
    }

    /// <summary>Opens a file.</summary>
    internal StepArgument Open(string path, int flags, StepArgument? directory = null)
    {
        StepArgument slot = Steps.AddSlot(path);
        Steps.AddSaving(slot, SystemCall.openat, directory ?? Linux.AT_FDCWD, Steps.Text(path), flags | Linux.O_CLOEXEC, 0);
        return slot;
    }

    /// <summary>Opens a file and returns its descriptor.</summary>
    internal void OpenIn(int index, string path, int flags, int mode = 0, StepArgument? directory = null) =>
        Steps.AddSaving(Descriptors[index], SystemCall.openat, directory ?? Linux.AT_FDCWD, Steps.Text(path), flags | Linux.O_CLOEXEC, mode);

    /// <summary>Reads the start of a file, which is returned with a terminating zero.</summary>
    internal StepArgument ReadFile(string path, int length, StepArgument? directory = null)
    {
        StepArgument file = Open(path, Linux.O_RDONLY, directory);
        StepArgument memory = Returns(length + 1, path);
        Steps.Add(SystemCall.read, file, memory, length);
        Steps.Add(SystemCall.close, file);
        return memory;
    }

    /// <summary>Writes an existing file with a single call.</summary>
    internal void WriteFile(string path, string text, StepArgument? directory = null)
    {
        StepArgument file = Open(path, Linux.O_WRONLY, directory);
        Steps.Add(SystemCall.write, file, Steps.Text(text), LinuxText.CountBytes(text));
        Steps.Add(SystemCall.close, file);
    }

    /// <summary>
    /// Enters namespaces, and first the user namespace that owns them if it is not the caller's. The calls inside then have only the rights of
    /// that user namespace, as its root user if that is mapped.
    /// </summary>
    internal void Enter(params IReadOnlyList<NamespaceHandle> handles)
    {
        bool privileged = Privilege.HasSysAdmin;
        // Entering the current namespace has no effect, but needs privileges or fails.
        Dictionary<NamespaceTypes, NamespaceHandle> byType = handles.Where(handle => !IsCurrent(handle)).ToDictionary(handle => handle.Type);
        if (!byType.ContainsKey(NamespaceTypes.User) && byType.Count > 0 && OwnerToEnter(byType.Values.First()) is { } owner)
        {
            _owner = owner;
            byType.Add(NamespaceTypes.User, owner);
        }

        if (byType.ContainsKey(NamespaceTypes.User) && !StaysDumpable)
        {
            Steps.AddSetUndumpable();
        }

        foreach (NamespaceTypes type in NamespaceKinds.InJoinOrder(privileged).Where(byType.ContainsKey))
        {
            NamespaceHandle handle = byType[type];
            Steps.Remedy = errno => errno == Errno.EPERM && RightsOver.Has(handle, Linux.CAP_SYS_ADMIN) == false
                ? "Entering a namespace needs CAP_SYS_ADMIN in the user namespace that owns it. An ordinary user has it only in user namespaces that this user has created."
                : null;
            Steps.Add(SystemCall.setns, Use(handle, handle.Type.ProcName()), StepArgument.Named((uint)type, type.CloneFlagName()));
        }

        Steps.Remedy = null;

        if (byType.ContainsKey(NamespaceTypes.User))
        {
            BecomeRoot(Steps);
        }

        _inside = Steps.StepCount;
        // Processes inside can delay the calls, so the child has to end with the caller. Changing IDs clears this setting, so it comes after.
        Steps.Add(SystemCall.prctl, StepArgument.Named(Linux.PR_SET_PDEATHSIG, "PR_SET_PDEATHSIG"), StepArgument.Named(Linux.SIGKILL, "SIGKILL"));
    }

    /// <summary>Waits until the ID maps are written from outside.</summary>
    internal void AwaitIdMaps()
    {
        Steps.AddReport(ReportTag.MapIds);
        Steps.AwaitGo();
    }

    /// <summary>Executes the calls.</summary>
    /// <exception cref="LinuxException">A call failed, or the child did not end in time.</exception>
    internal NamespaceProgramResult Run()
    {
        NamespaceProgramResult? result = null;
        DelegateThread.RunOutside(() => result = RunOutside());
        return result!;
    }

    /// <summary>Makes a process the root user of the user namespace that it entered, if the root user is mapped there.</summary>
    internal static void BecomeRoot(ChildProgram steps)
    {
        steps.Add(StepFlags.IgnoreError, SystemCall.setgroups, 0, StepArgument.Null);
        steps.Add(StepFlags.IgnoreError, SystemCall.setresgid, 0, 0, 0);
        steps.Add(StepFlags.IgnoreError, SystemCall.setresuid, 0, 0, 0);
    }

    /// <summary>Determines whether the child starts in a namespace.</summary>
    private static bool IsCurrent(NamespaceHandle handle)
    {
        string? current = null;
        string kind = handle.Type.ProcName();
        DelegateThread.RunOutside(() => current = ThreadNamespaces.Find("/proc/thread-self", kind));
        return current == handle.KernelName;
    }

    private static NamespaceHandle? OwnerToEnter(NamespaceHandle handle)
    {
        NamespaceHandle? owner = NamespaceRelations.Owner(handle);
        if (owner is null)
        {
            return null;
        }

        using NamespaceHandle own = NamespaceHandle.Open("/proc/thread-self/ns/user");
        if (owner.Identity != own.Identity)
        {
            return owner;
        }

        owner.Dispose();
        return null;
    }

    private NamespaceProgramResult RunOutside()
    {
        (StepArgument Output, int Length)[] outputs = [(Steps.Bytes(new byte[sizeof(long)], "done"), sizeof(long)), .. _outputs];
        StepArgument message = Steps.AddMessage(_control, Descriptors.Count, outputs);
        Steps.Add(SystemCall.sendmsg, _reply, message, StepArgument.Named(Linux.MSG_NOSIGNAL, "MSG_NOSIGNAL"));
        Steps.AddReport(ReportTag.Executing);
        Steps.Add(SystemCall.exit_group, 0);

        using PacketChannel channel = PacketChannel.Create(out SafeFileHandle other);
        ChildRequest request = new() { Program = Steps, OwnMemory = true, MapIds = _mapIds, Timeout = s_timeout };
        request.Descriptors.Add((_reply, other));
        request.Descriptors.AddRange(_handles);
        byte[] bytes = new byte[outputs.Sum(output => output.Length)];
        int? length;
        SafeFileHandle[] descriptors;
        try
        {
            SpawnedChild child = ChildSpawner.Spawn(request, CancellationToken.None);
            // The message was sent before the child reported that it was ready, and its ID is not reused as long as it is not reaped.
            length = channel.TryReceive(child.ProcessId, bytes, TimeSpan.Zero, out descriptors);
            PidFile.Wait(child.Process, reap: true, out _, out _);
            child.Process.Dispose();
        }
        catch (ChildFailedException e)
        {
            throw Explain(e);
        }
        finally
        {
            other.Dispose();
            _owner?.Dispose();
        }

        if (length is null)
        {
            throw Interrupted();
        }

        NamespaceProgramResult result = new(bytes, outputs, descriptors);
        if (length == bytes.Length && descriptors.Length == Descriptors.Count)
        {
            return result;
        }

        result.Dispose();
        throw new LinuxException(Errno.EMFILE, _operation, _target, ProcSelf.DescriptorRemedy());
    }

    private LinuxException Interrupted() =>
        new(Errno.ETIMEDOUT, _operation, _target, "The helper process was stopped or killed. Root of the user namespace can do that.");

    private LinuxException Explain(ChildFailedException failure)
    {
        if (failure.Step is not { } step)
        {
            return Interrupted();
        }

        if (step < 0 || step >= Steps.StepCount)
        {
            return new LinuxException(failure.Errno, _operation, _target, null, "the start of a process");
        }

        // The remedy of the step comes first. The general one is about calls inside.
        string? remedy = Steps.RemedyOf(step, failure.Errno) ?? (step >= _inside ? Remedy?.Invoke(failure.Errno) : null);
        return new LinuxException(failure.Errno, _operation, _target, remedy, Steps.Describe(step));
    }
}
