using LinuxNamespaces.Child;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>A UTS namespace, which has its own host name and NIS domain name.</summary>
/// <remarks>
/// No thread of the program enters the namespace. A short-lived helper process does the work inside, which takes about a millisecond. See uts_namespaces(7).
/// </remarks>
public sealed class UtsNamespace : Namespace
{
    // struct new_utsname of linux/utsname.h: six fields.
    private const int FieldLength = 65;
    private const int Fields = 6;
    private const int NodeName = 1;
    private const int NisName = 5;

    internal UtsNamespace(NamespaceHandle handle)
        : base(handle)
    {
    }

    /// <summary>Gets the host name, as hostname(1) shows it.</summary>
    /// <returns>The name.</returns>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM; needs CAP_SYS_ADMIN).</exception>
    public string GetHostName() => Read("read the host name of", NodeName);

    /// <summary>Sets the host name.</summary>
    /// <param name="name">The name, with at most 64 bytes.</param>
    /// <remarks>See sethostname(2).</remarks>
    /// <exception cref="ArgumentException">The name is too long or contains a NUL character.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered, or the caller lacks CAP_SYS_ADMIN in the user namespace that owns it (EPERM).
    /// </exception>
    public void SetHostName(string name) => Set("set the host name of", SystemCall.sethostname, name);

    /// <summary>Gets the NIS domain name, as domainname(1) shows it.</summary>
    /// <returns>The name. It is <c>(none)</c> if it was never set.</returns>
    /// <inheritdoc cref="GetHostName" path="/exception"/>
    public string GetDomainName() => Read("read the domain name of", NisName);

    /// <summary>Sets the NIS domain name.</summary>
    /// <param name="name">The name, with at most 64 bytes.</param>
    /// <remarks>See setdomainname(2).</remarks>
    /// <inheritdoc cref="SetHostName" path="/exception"/>
    public void SetDomainName(string name) => Set("set the domain name of", SystemCall.setdomainname, name);

    /// <summary>Creates a UTS namespace with the caller's names.</summary>
    /// <returns>The namespace. No process is in it, and it lives as long as a handle or a path keeps it.</returns>
    /// <remarks>If the caller lacks CAP_SYS_ADMIN, the namespace belongs to the private user namespace of this process. See unshare(2), CLONE_NEWUTS.</remarks>
    /// <exception cref="LinuxException">
    /// The caller may not create user namespaces (EPERM), a limit of namespaces is reached (ENOSPC), or the kernel does not support the kind (EINVAL).
    /// </exception>
    public static UtsNamespace Create() => new(NamespaceCreation.Create(NamespaceTypes.Uts));

    /// <summary>Opens a UTS namespace by the path of its file.</summary>
    /// <param name="path">A file under <c>/proc/PID/ns</c>, or the target of a bind mount of such a file.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentException">The path is empty or contains a NUL character.</exception>
    /// <exception cref="InvalidDataException">The file is not a UTS namespace.</exception>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static new UtsNamespace Open(string path) => new(OpenHandle(path, NamespaceTypes.Uts));

    /// <summary>Opens the UTS namespace of a process.</summary>
    /// <param name="processId">The process ID in the caller's PID namespace.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process ID is not positive.</exception>
    /// <exception cref="LinuxException">
    /// The process does not exist (ENOENT), or it belongs to another user (EACCES; needs CAP_SYS_PTRACE).
    /// </exception>
    public static UtsNamespace OpenProcess(int processId) => new(OpenProcessHandle(processId, NamespaceTypes.Uts));

    /// <summary>Opens the UTS namespace of the calling thread.</summary>
    /// <returns>The namespace.</returns>
    /// <exception cref="LinuxException">The kernel does not support the kind, or <c>/proc</c> is not mounted (ENOENT).</exception>
    public static UtsNamespace OpenCurrent() => new(OpenCurrentHandle(NamespaceTypes.Uts));

    private string Read(string operation, int field)
    {
        NamespaceProgram program = Inside(operation);
        StepArgument names = program.Returns(Fields * FieldLength, "names");
        program.Steps.Add(SystemCall.uname, names);
        using NamespaceProgramResult result = program.Run();
        ReadOnlySpan<byte> name = result.Bytes(names).Slice(field * FieldLength, FieldLength);
        return LinuxText.Decode(name[..name.IndexOf((byte)0)]);
    }

    private void Set(string operation, SystemCall call, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int length = LinuxText.CountBytes(name);
        if (length >= FieldLength || name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"A name has at most {FieldLength - 1} bytes, and no NUL character.", nameof(name));
        }

        NamespaceProgram program = Inside(operation, errno => errno == Errno.EPERM && RightsOver.Has(Handle, Linux.CAP_SYS_ADMIN) == false ? "It needs CAP_SYS_ADMIN in the user namespace that owns it." : null);
        program.Steps.Add(call, program.Steps.Text(name), length);
        program.Run().Dispose();
    }
}
