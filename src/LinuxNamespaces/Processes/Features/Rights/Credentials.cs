using System.Globalization;
using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The user and the groups of the process; setresuid(2), setgroups(2).</summary>
internal sealed class Credentials(SetupContext context) : ProcessFeature(context)
{
    internal override bool NeedsOwnMemory => Context.ChangesIds;

    internal override void CheckRights()
    {
        if (Context.ChangesUserNamespace)
        {
            return;
        }

        if (Info.UserId is { } user && !Context.Has(Capability.Setuid) && !Own("Uid:").Contains(user))
        {
            throw Refuse(nameof(Info.UserId), user.ToString(CultureInfo.InvariantCulture), "Becoming another user needs CAP_SETUID, which an ordinary user has in a user namespace.");
        }

        if (Info.GroupId is { } group && !Context.Has(Capability.Setgid) && !Own("Gid:").Contains(group))
        {
            throw Refuse(nameof(Info.GroupId), group.ToString(CultureInfo.InvariantCulture), "Becoming another group needs CAP_SETGID, which an ordinary user has in a user namespace.");
        }

        if (Info.SupplementaryGroups is { } groups && !Context.Has(Capability.Setgid))
        {
            throw Refuse(nameof(Info.SupplementaryGroups), string.Join(", ", groups), "It needs CAP_SETGID, which an ordinary user has in a user namespace whose groups are mapped by a process with that capability.");
        }

        // Real, effective, saved and file system id.
        static IEnumerable<uint> Own(string line) => File.ReadLines("/proc/thread-self/status").First(text => text.StartsWith(line, StringComparison.Ordinal))
            .Split('\t').Skip(1).Select(id => uint.Parse(id, CultureInfo.InvariantCulture));
    }

    /// <summary>Chooses the user and the group, when the id maps are known.</summary>
    internal void Choose()
    {
        Context.User = Info.UserId ?? (BecomesRoot(Context.Map?.Users, Info.UserNamespaceOwner?.User ?? Libc.geteuid()) ? 0 : null);
        Context.Group = Info.GroupId ?? (BecomesRoot(Context.Map?.Groups, Info.UserNamespaceOwner?.Group ?? Libc.getegid()) ? 0 : null);
    }

    internal void Compile()
    {
        // What was not asked for is not insisted on: a namespace may deny setgroups, or not have an id 0.
        StepFlags groupFlags = Info.GroupId is null ? StepFlags.IgnoreError : StepFlags.None;
        StepFlags userFlags = Info.UserId is null ? StepFlags.IgnoreError : StepFlags.None;
        if (Info.SupplementaryGroups is { } groups)
        {
            uint[] numbers = [.. groups];
            Program.Add(SystemCall.setgroups, numbers.Length, Program.Bytes(MemoryMarshal.AsBytes<uint>(numbers), $"{{{string.Join(", ", numbers)}}}"));
        }
        else if (Context.User is not null && !Info.PreserveCredentials)
        {
            Program.Add(StepFlags.IgnoreError, SystemCall.setgroups, 0, StepArgument.Null);
        }

        if (Context.Group is { } group)
        {
            Program.Add(groupFlags, SystemCall.setresgid, group, group, group);
        }

        if (Context.User is { } user)
        {
            Program.Add(userFlags, SystemCall.setresuid, user, user, user);
        }
    }

    internal override string? Explain(in FailedStep step)
    {
        SystemCall call = step.Call;
        bool setsGroup = call == SystemCall.setresgid || call == SystemCall.setgroups;
        if (step.Stage != ProcessStage.Credentials || (!setsGroup && call != SystemCall.setresuid))
        {
            return null;
        }

        if (step.Errno == Errno.EINVAL)
        {
            return setsGroup ? "A group is not mapped in the user namespace of the process; see IdMap.Groups." : "The user is not mapped in the user namespace of the process; see IdMap.Users.";
        }

        return step.Errno != Errno.EPERM ? null
            : call == SystemCall.setgroups && Info.IdMap is { AllowSetGroups: false } ? "The user namespace of the process denies setgroups (IdMap.AllowSetGroups)."
            : call == SystemCall.setgroups && Info.NewNamespaces.HasFlag(NamespaceTypes.User) && Info.IdMap is { } map && IdMaps.WritesOwnMap(map)
                ? "A user namespace whose only id is that of the caller denies setgroups."
            : Context.Requested.HasFlag(NamespaceTypes.User) ? null
            : !setsGroup && !Capabilities.Has(Capability.Setuid) ? "It needs CAP_SETUID."
            : setsGroup && !Capabilities.Has(Capability.Setgid) ? "It needs CAP_SETGID."
            : null;
    }

    // A process with an unmapped user loses all capabilities when it executes a program.
    private bool BecomesRoot(IReadOnlyList<IdRange>? ranges, uint own) =>
        !Info.PreserveCredentials && (Context.Join.HasFlag(NamespaceTypes.User)
        || (Context.New.HasFlag(NamespaceTypes.User) && ranges is not null && ranges.Any(range => range.Inside == 0) && !IsMapped(own, ranges)));

    private static bool IsMapped(uint id, IReadOnlyList<IdRange> ranges) => ranges.Any(range => id >= range.Outside && id - range.Outside < range.Count);
}
