using System.Globalization;
using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Ipc;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <content>POSIX message queues.</content>
public sealed partial class IpcNamespace
{
    private const int MaxNameLength = 255;

    /// <summary>Gets the POSIX message queues that a mounted mqueue file system lists.</summary>
    /// <returns>The queues, ordered by name.</returns>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered, or a queue belongs to another user (EPERM, EACCES); or the kernel does not support POSIX message queues (ENODEV).
    /// </exception>
    public IReadOnlyList<PosixMessageQueue> GetPosixQueues()
    {
        using SafeFileHandle files = MountQueues();
        using DescriptorLease lease = new(files);
        string directory = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{lease.Descriptor}");
        List<PosixMessageQueue> queues = [];
        foreach (string path in Directory.EnumerateFileSystemEntries(directory + "/").Order(StringComparer.Ordinal))
        {
            if (PosixQueueCalls.TryExamine(path) is { } queue)
            {
                queues.Add(new PosixMessageQueue
                {
                    Name = $"/{Path.GetFileName(path)}",
                    Permissions = (UnixFileMode)(queue.Mode & 0x1ff),
                    User = queue.User,
                    Group = queue.Group,
                    MaxMessages = queue.MaxMessages,
                    MaxMessageSize = queue.MaxMessageSize,
                    Messages = queue.Messages,
                });
            }
        }

        return queues;
    }

    /// <summary>Creates a POSIX message queue.</summary>
    /// <param name="name">The name: a '/' and 1 to 255 bytes without another '/'.</param>
    /// <param name="maxMessages">The capacity in messages, at least 1.</param>
    /// <param name="maxMessageSize">The maximum size of a message in bytes, at least 1.</param>
    /// <param name="permissions">The permissions.</param>
    /// <remarks>See mq_open(3).</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    /// <exception cref="ArgumentException">The name is not valid, or the permissions contain unknown bits.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered (EPERM), the name exists (EEXIST), or a limit is reached (EINVAL, ENOSPC, EMFILE).
    /// </exception>
    public void CreatePosixQueue(string name, int maxMessages = 10, int maxMessageSize = 8192, UnixFileMode permissions = OwnerOnly)
    {
        string file = FileName(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxMessages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxMessageSize);
        if (((int)permissions & ~0x1ff) != 0)
        {
            throw new ArgumentException($"'{permissions}' contains bits other than the permissions to read, write and execute.", nameof(permissions));
        }

        NamespaceProgram program = Inside($"create the message queue {PrintableText.Quote(name)} in", errno => CreationRemedy(errno, maxMessages, maxMessageSize));
        // struct mq_attr: flags, capacity in messages, size of a message, current messages.
        StepArgument attributes = program.Steps.Bytes(MemoryMarshal.AsBytes<long>([0, maxMessages, maxMessageSize, 0, 0, 0, 0, 0]), "attributes");
        program.Steps.Add(SystemCall.umask, 0);
        program.Steps.Add(
            SystemCall.mq_open, program.Steps.Text(file), StepArgument.Named(Linux.O_RDWR | Linux.O_CREAT | Linux.O_EXCL, "O_RDWR | O_CREAT | O_EXCL"), (int)permissions, attributes);
        program.Run().Dispose();
    }

    /// <summary>Deletes a POSIX message queue. Processes that have it open can still use it.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM), the queue belongs to another user (EACCES), or it does not exist (ENOENT).</exception>
    public void DeletePosixQueue(string name)
    {
        string file = FileName(name);
        NamespaceProgram program = Inside($"delete the message queue {PrintableText.Quote(name)} from");
        program.Steps.Add(SystemCall.mq_unlink, program.Steps.Text(file));
        program.Run().Dispose();
    }

    private string? CreationRemedy(Errno errno, int maxMessages, int maxMessageSize)
    {
        if (errno == Errno.EMFILE)
        {
            return "The queues of the user would take more bytes than the limit RLIMIT_MSGQUEUE of the process.";
        }

        if (errno != Errno.EINVAL && errno != Errno.ENOSPC)
        {
            return null;
        }

        IpcLimits limits = GetLimits();
        return errno == Errno.ENOSPC ? $"The namespace has as many queues as its limit allows, {limits.MaxPosixQueues}. {nameof(SetLimits)} with {nameof(limits.MaxPosixQueues)} changes it."
            : (ulong)maxMessages > limits.MaxPosixMessages ? $"A queue has at most {limits.MaxPosixMessages} messages. {nameof(SetLimits)} with {nameof(limits.MaxPosixMessages)} changes this."
            : (ulong)maxMessageSize > limits.MaxPosixMessageSize ? $"A message has at most {limits.MaxPosixMessageSize} bytes. {nameof(SetLimits)} with {nameof(limits.MaxPosixMessageSize)} changes this."
            : null;
    }

    private static string FileName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string file = name[1..];
        if (name[0] != '/' || file.Length == 0 || file is "." or ".." || LinuxText.CountBytes(file) > MaxNameLength || file.AsSpan().ContainsAny('/', '\0'))
        {
            throw new ArgumentException($"{PrintableText.Quote(name)} is not a valid name of a message queue. A name is a '/' and 1 to {MaxNameLength} bytes without another '/'.", nameof(name));
        }

        return file;
    }

    // The mount is in no mount namespace and ends with the descriptor.
    private SafeFileHandle MountQueues()
    {
        NamespaceProgram program = Inside("list the message queues of", errno => errno == Errno.EPERM && RightsOver.Has(Handle, Linux.CAP_SYS_ADMIN) == false
            ? "It needs CAP_SYS_ADMIN in the user namespace that owns it. The queues of the machine are also shown by a mounted mqueue file system, often /dev/mqueue." : null, descriptors: 1);
        StepArgument context = program.Steps.AddSlot("file system");
        // Mounting needs a mount namespace that belongs to the user namespace of the helper process.
        program.Steps.Add(SystemCall.unshare, StepArgument.Named(Linux.CLONE_NEWNS, "CLONE_NEWNS"));
        program.Steps.AddSaving(context, SystemCall.fsopen, program.Steps.Text("mqueue"), StepArgument.Named(Linux.FSOPEN_CLOEXEC, "FSOPEN_CLOEXEC"));
        program.Steps.Add(SystemCall.fsconfig, context, StepArgument.Named(Linux.FSCONFIG_CMD_CREATE, "FSCONFIG_CMD_CREATE"), 0, 0, 0);
        program.Steps.AddSaving(program.Descriptors[0], SystemCall.fsmount, context, StepArgument.Named(Linux.FSMOUNT_CLOEXEC, "FSMOUNT_CLOEXEC"), 0);
        using NamespaceProgramResult result = program.Run();
        return result.Take(0);
    }
}
