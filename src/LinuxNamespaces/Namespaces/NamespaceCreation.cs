using LinuxNamespaces.Child;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Creates namespaces without processes in them.</summary>
internal static class NamespaceCreation
{
    /// <summary>Creates a namespace. Its owner is the caller's user namespace if the caller has CAP_SYS_ADMIN, and the private user namespace of this process if not.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="prepare">Adds the steps between the creation and the opening.</param>
    /// <param name="writeFirst">A file to write after the creation. It is opened before it.</param>
    internal static NamespaceHandle Create(NamespaceTypes type, Action<NamespaceProgram>? prepare = null, (string Path, string Text)? writeFirst = null)
    {
        NamespaceKind kind = NamespaceKinds.Of(type);
        NamespaceProgram program = new($"create a {kind.ProcName} namespace", target: null, descriptors: 1) { Remedy = errno => Remedy(errno, type) };
        // Inside the user namespace it belongs to a user that is not mapped.
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
