using System.Globalization;
using LinuxNamespaces.Child;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Finds out which kinds of namespaces the caller can create.</summary>
internal static class NamespaceFacts
{
    internal static IReadOnlyList<NamespaceSupport> Find() => [.. NamespaceKinds.List.OrderBy(kind => kind.FirstKernel).Select(Find)];

    private static NamespaceSupport Find(NamespaceKind kind)
    {
        bool isInKernel = kind.IsInKernel;
        return new NamespaceSupport
        {
            Type = kind.Type,
            CloneFlag = kind.CloneFlag,
            ProcName = kind.ProcName,
            Manual = kind.Manual,
            FirstKernel = kind.FirstKernel,
            KernelOption = kind.KernelOption,
            IsInKernel = isInKernel,
            Limit = long.TryParse(ProcSelf.ReadSysctl(kind.LimitSysctl.Replace('.', '/')), NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : null,
            NeedsUserNamespace = kind.Type != NamespaceTypes.User && !Privilege.HasSysAdmin,
            Refusal = TryCreate(kind, isInKernel ? null : $"The kernel was built without {kind.KernelOption}."),
        };
    }

    // Too many things can forbid it to check them all, so one is created.
    private static LinuxException? TryCreate(NamespaceKind kind, string? missing)
    {
        try
        {
            NamespaceProgram program = new($"create a {kind.ProcName} namespace", target: null)
            {
                Remedy = errno => missing ?? Remedy(errno, kind.Type),
            };
            if (kind.Type != NamespaceTypes.User && !Privilege.HasSysAdmin)
            {
                program.Enter(HelperProcesses.OwnUserNamespace());
            }

            program.Steps.Add(SystemCall.unshare, StepArgument.Named((uint)kind.Type, kind.CloneFlag));
            program.Run().Dispose();
            return null;
        }
        catch (LinuxException e)
        {
            return e;
        }
    }

    private static string? Remedy(Errno errno, NamespaceTypes type) =>
        type == NamespaceTypes.User || Privilege.HasSysAdmin
            ? CreationRemedy.For(errno, type)
            : CreationRemedy.ForRootOfUserNamespace(errno, type, SystemFacts.Current);
}
