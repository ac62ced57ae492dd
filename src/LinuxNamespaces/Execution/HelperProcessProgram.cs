using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Execution;

/// <summary>
/// What a <see cref="HelperProcess"/> does: it gets into its user namespace, and then receives tables and runs them, until nobody sends any
/// more. Between two of them it is in a network namespace of its own, so that it keeps none alive that it has worked in.
/// </summary>
internal sealed class HelperProcessProgram
{
    // The longest path is 4096 bytes.
    private const int RegionSize = 8192;

    // Where the descriptors are after all others have been closed.
    private const int FirstDescriptor = 3;

    private readonly StepArgument _parking;
    private readonly StepArgument _received;
    private readonly int _loop;
    private readonly ChildPlace _region;
    private readonly NamespaceHandle? _user;

    /// <param name="user">The user namespace to enter; null for a new one, with the caller as its root.</param>
    internal HelperProcessProgram(NamespaceHandle? user)
    {
        _user = user;
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
        // Closes the report, which tells that all is ready, and has what goes wrong from now on told to the socket.
        Program.Add(SystemCall.dup3, Socket, Program.Report, StepArgument.Named(Linux.O_CLOEXEC, "O_CLOEXEC"));
        StepArgument message = Program.AddMessage(receivedControl, 1, (region, RegionSize));
        _loop = Program.Add(StepFlags.ZeroFails | StepFlags.JumpNotZero, SystemCall.recvmsg, Socket, message, StepArgument.Named(Linux.MSG_CMSG_CLOEXEC, "MSG_CMSG_CLOEXEC"));
        Program.JumpToRegion(_loop);
        _region = Program.RegionPlace(ChildCode.LaunchMemory);
    }

    /// <summary>Has the process not hide, for the test that shows what would come of it.</summary>
    internal static bool StaysDumpable { get; set; }

    internal ChildProgram Program { get; } = new();

    internal StepArgument Socket { get; }

    internal StepArgument User { get; }

    /// <summary>The step that gives the process a network namespace of its own.</summary>
    internal int NetworkStep { get; }

    /// <summary>Makes a request of calls that are made in a network namespace.</summary>
    /// <param name="enter">Whether to enter the namespace that is sent along; if not, the calls are made where the helper process is.</param>
    /// <param name="descriptors">How many descriptors come back.</param>
    /// <param name="addCalls">Adds the calls. They save the descriptors in the slots that they are given, and go on somewhere else when they fail.</param>
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

    // Nothing of ours but what it needs: no standard stream, of which others await the end.
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
            // From here on nobody in the namespace can take our descriptors or change what we do.
            Hide();
            Program.Remedy = EntryRemedy;
            Program.Add(SystemCall.setns, User, StepArgument.Named(Linux.CLONE_NEWUSER, "CLONE_NEWUSER"));
            Program.Remedy = null;
            NamespaceProgram.BecomeRoot(Program);
            return;
        }

        // Only callers without the capability come here.
        Program.Remedy = static errno => UserNamespaceRemedy.For(errno) is { } remedy ? $"{remedy} With CAP_SYS_ADMIN, as root has it, no user namespace is needed." : null;
        Program.Add(SystemCall.unshare, StepArgument.Named(Linux.CLONE_NEWUSER, "CLONE_NEWUSER"));
        Program.Remedy = null;
        WriteTo("/proc/self/setgroups", "deny");
        if (Privilege.CanMapItself)
        {
            // Without it whoever enters has no name there; the rights over the network namespaces are the same.
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
        if (!StaysDumpable)
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
