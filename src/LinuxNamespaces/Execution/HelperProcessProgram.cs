using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Execution;

/// <summary>
/// The program of a <see cref="HelperProcess"/>. It enters its user namespace, and then receives tables and runs them until the socket is closed.
/// Between two tables it is in its own network namespace, so that it does not keep other namespaces alive.
/// </summary>
internal sealed class HelperProcessProgram
{
    // The longest path is 4096 bytes.
    private const int RegionSize = 8192;

    // The first descriptor after all others have been closed.
    private const int FirstDescriptor = 3;

    private readonly StepArgument _parking;
    private readonly StepArgument _received;
    private readonly int _loop;
    private readonly ChildPlace _region;
    private readonly NamespaceHandle? _user;
    private readonly bool _staysDumpable;

    /// <param name="user">The user namespace to enter; null for a new one in which the caller is root.</param>
    /// <param name="staysDumpable">Whether the process stays dumpable, for a test that shows why it must not.</param>
    internal HelperProcessProgram(NamespaceHandle? user, bool staysDumpable = false)
    {
        _user = user;
        _staysDumpable = staysDumpable;
        bool isNew = user is null;
        Socket = Program.AddSlot("socket");
        User = Program.AddSlot("user namespace");
        _parking = Program.AddSlot("own network namespace");
        StepArgument[] greeting = Program.AddDescriptorSlots(1, out StepArgument greetingControl);
        StepArgument[] received = Program.AddDescriptorSlots(1, out StepArgument receivedControl);
        _received = received[0];
        Program.SetSlot(_received, 0);
        StepArgument done = Program.Bytes(new byte[ReportRecord.Size], "done");
        StepArgument region = Program.AddRegion(RegionSize);

        TakeDescriptors(isNew);
        EnterUserNamespace(isNew);
        Program.Remedy = static errno => CreationRemedy.ForRootOfUserNamespace(errno, NamespaceTypes.Network, SystemFacts.Current);
        NetworkStep = Program.Add(SystemCall.unshare, StepArgument.Named(Linux.CLONE_NEWNET, "CLONE_NEWNET"));
        Program.Remedy = null;
        OpenNamespace(_parking, "net");
        OpenNamespace(greeting[0], "user");
        Program.Add(SystemCall.sendmsg, Socket, Program.AddMessage(greetingControl, 1, (done, ReportRecord.Size)), StepArgument.Named(Linux.MSG_NOSIGNAL, "MSG_NOSIGNAL"));
        Program.Add(SystemCall.close, greeting[0]);
        Program.AddReport(ReportTag.Executing);
        // Closing the report shows that the process is ready. Later failures are written to the socket.
        Program.Add(SystemCall.dup3, Socket, Program.Report, StepArgument.Named(Linux.O_CLOEXEC, "O_CLOEXEC"));
        StepArgument message = Program.AddMessage(receivedControl, 1, (region, RegionSize));
        _loop = Program.Add(StepFlags.ZeroFails | StepFlags.JumpNotZero, SystemCall.recvmsg, Socket, message, StepArgument.Named(Linux.MSG_CMSG_CLOEXEC, "MSG_CMSG_CLOEXEC"));
        Program.JumpToRegion(_loop);
        _region = Program.RegionPlace(ChildCode.LaunchMemory);
    }

    internal ChildProgram Program { get; } = new();

    internal StepArgument Socket { get; }

    internal StepArgument User { get; }

    /// <summary>Gets the step that creates the network namespace of the process.</summary>
    internal int NetworkStep { get; }

    /// <summary>Creates a request for calls in a network namespace.</summary>
    /// <param name="enter">Whether to enter the namespace that is sent with the request. If not, the calls are made in the namespace of the helper process.</param>
    /// <param name="descriptors">The number of descriptors that are returned.</param>
    /// <param name="addCalls">Adds the calls. They save the descriptors in the given slots, and jump if they fail.</param>
    internal HelperProcessRequest CreateRequest(bool enter, int descriptors, Action<ChildProgram, StepArgument[], List<int>> addCalls)
    {
        ChildProgram request = new();
        StepArgument[] results = request.AddDescriptorSlots(descriptors, out StepArgument control);
        List<int> failing = [];
        if (enter)
        {
            failing.Add(request.Add(StepFlags.JumpOnError, SystemCall.setns, _received.OfHost(), StepArgument.Named(Linux.CLONE_NEWNET, "CLONE_NEWNET")));
        }

        addCalls(request, results, failing);
        StepArgument done = request.Bytes(BitConverter.GetBytes(HelperProcessRequest.Done).Concat(new byte[sizeof(long)]).ToArray(), "done");
        StepArgument socket = Socket.OfHost();
        StepArgument flags = StepArgument.Named(Linux.MSG_NOSIGNAL, "MSG_NOSIGNAL");
        int success = request.Add(StepFlags.JumpNotZero, SystemCall.sendmsg, socket, request.AddMessage(control, descriptors, (done, ReportRecord.Size)), flags);

        failing.ForEach(request.JumpHere);
        long failure = (long)ChildCode.LaunchMemory + ChildHeader.FailureOffset;
        request.Add(SystemCall.sendmsg, socket, request.AddMessage(default, 0, (failure, ReportRecord.Size)), flags);
        request.JumpHere(success);
        foreach (StepArgument result in results)
        {
            request.Add(StepFlags.IgnoreError, SystemCall.close, result);
        }

        request.Add(SystemCall.close, _received.OfHost());
        int home = request.Add(StepFlags.JumpZero, SystemCall.setns, _parking.OfHost(), StepArgument.Named(Linux.CLONE_NEWNET, "CLONE_NEWNET"));
        request.JumpOut(home, _region, _loop);
        return new HelperProcessRequest(request, _region, descriptors, enter);
    }

    // The process keeps only the descriptors that it needs. Readers of the standard streams wait for their end.
    private void TakeDescriptors(bool isNew)
    {
        StepArgument[] kept = isNew ? [Program.Report, Socket] : [Program.Report, Socket, User];
        foreach (StepArgument slot in kept)
        {
            Program.AddSaving(slot, SystemCall.fcntl, slot, StepArgument.Named(Linux.F_DUPFD_CLOEXEC, "F_DUPFD_CLOEXEC"), FirstDescriptor + kept.Length);
        }

        for (int i = 0; i < kept.Length; i++)
        {
            Program.AddSaving(kept[i], SystemCall.dup3, kept[i], FirstDescriptor + i, StepArgument.Named(Linux.O_CLOEXEC, "O_CLOEXEC"));
        }

        Program.Add(SystemCall.close_range, FirstDescriptor + kept.Length, uint.MaxValue, 0);
        Program.Add(SystemCall.close_range, 0, FirstDescriptor - 1, 0);
        Program.Add(StepFlags.IgnoreError, SystemCall.setsid);
        Program.Add(SystemCall.chdir, Program.Text("/"));
    }

    private void EnterUserNamespace(bool isNew)
    {
        if (!isNew)
        {
            // From here on, processes in the namespace cannot take its descriptors or trace it.
            Hide();
            Program.Remedy = EntryRemedy;
            Program.Add(SystemCall.setns, User, StepArgument.Named(Linux.CLONE_NEWUSER, "CLONE_NEWUSER"));
            Program.Remedy = null;
            NamespaceProgram.BecomeRoot(Program);
            return;
        }

        // Only callers without CAP_SYS_ADMIN get here.
        Program.Remedy = static errno => UserNamespaceRemedy.For(errno) is { } remedy ? $"{remedy} With CAP_SYS_ADMIN, as root has it, no user namespace is needed." : null;
        Program.Add(SystemCall.unshare, StepArgument.Named(Linux.CLONE_NEWUSER, "CLONE_NEWUSER"));
        Program.Remedy = null;
        WriteTo("/proc/self/setgroups", "deny");
        if (Privilege.CanMapItself)
        {
            // Without the map, users have no ID inside. The rights over the network namespaces are the same.
            WriteTo("/proc/self/uid_map", $"0 {Libc.geteuid()} 1");
        }

        WriteTo("/proc/self/gid_map", $"0 {Libc.getegid()} 1");
        Hide();
    }

    private string? EntryRemedy(Errno errno) => errno == Errno.EPERM && RightsOver.Has(_user!, Linux.CAP_SYS_ADMIN) == false
        ? "An ordinary user can enter only the user namespaces that this user has created."
        : null;

    private void Hide()
    {
        if (!_staysDumpable)
        {
            Program.AddSetUndumpable();
        }
    }

    private void OpenNamespace(StepArgument slot, string kind) =>
        Program.AddSaving(slot, SystemCall.openat, Linux.AT_FDCWD, Program.Text($"/proc/self/ns/{kind}"), Linux.O_RDONLY | Linux.O_CLOEXEC, 0);

    private void WriteTo(string path, string text)
    {
        StepArgument file = Program.AddSlot(path);
        Program.AddSaving(file, SystemCall.openat, Linux.AT_FDCWD, Program.Text(path), Linux.O_WRONLY | Linux.O_CLOEXEC, 0);
        Program.Add(SystemCall.write, file, Program.Text(text), text.Length);
        Program.Add(SystemCall.close, file);
    }
}
