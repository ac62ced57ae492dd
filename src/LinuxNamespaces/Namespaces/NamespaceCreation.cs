using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Execution;

namespace LinuxNamespaces;

/// <summary>Creates namespaces that nobody is in.</summary>
internal static class NamespaceCreation
{
    /// <summary>Creates a namespace: of the caller's user namespace with CAP_SYS_ADMIN, of one of the program's own without.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="prepare">Adds what has to be done before it is opened.</param>
    /// <param name="writeFirst">A file to write before, which is opened outside.</param>
    internal static NamespaceHandle Create(NamespaceTypes type, Action<NamespaceProgram>? prepare = null, (string Path, string Text)? writeFirst = null)
    {
        NamespaceKind kind = NamespaceKinds.Of(type);
        NamespaceProgram program = new($"create a {kind.ProcName} namespace", target: null, descriptors: 1) { Remedy = errno => Remedy(errno, type) };
        // Inside it belongs to somebody else.
        StepArgument? file = writeFirst is { } first ? program.Open(first.Path, Linux.O_WRONLY) : null;
        if (!Privilege.HasSysAdmin)
        {
            program.Enter(HelperProcesses.OwnUserNamespace());
        }

        program.Steps.Add(SystemCall.unshare, StepArgument.Named((uint)type, kind.CloneFlag));
        if (writeFirst is var (_, text))
        {
            program.Steps.Add(SystemCall.write, file!.Value, program.Steps.Text(text), text.Length);
        }

        prepare?.Invoke(program);
        // The process that creates it may stay where it is.
        program.OpenIn(0, $"/proc/self/ns/{kind.ForChildren ?? kind.ProcName}", Linux.O_RDONLY);
        using NamespaceProgramResult result = program.Run();
        return result.TakeNamespace(0);
    }

    private static string? Remedy(Errno errno, NamespaceTypes type) =>
        errno == Errno.ERANGE ? "A clock would be negative, or too far in the future."
        : Privilege.HasSysAdmin ? CreationRemedy.For(errno, type)
        : CreationRemedy.ForRootOfUserNamespace(errno, type, SystemFacts.Current);
}
