using System.Text;
using LinuxNamespaces.Child;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Ipc;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <content>System V objects.</content>
public sealed partial class IpcNamespace
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Gets the semaphore sets, as <c>ipcs -s</c> lists them.</summary>
    /// <returns>The semaphore sets.</returns>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM), or the kernel does not support System V IPC (ENOENT).</exception>
    public IReadOnlyList<SemaphoreSet> GetSemaphoreSets() => List("sem", IpcTable.ReadSemaphores);

    /// <summary>Gets the shared memory segments, as <c>ipcs -m</c> lists them.</summary>
    /// <returns>The segments.</returns>
    /// <inheritdoc cref="GetSemaphoreSets" path="/exception"/>
    public IReadOnlyList<SharedMemorySegment> GetSharedMemorySegments() => List("shm", IpcTable.ReadSegments);

    /// <summary>Gets the System V message queues, as <c>ipcs -q</c> lists them.</summary>
    /// <returns>The queues.</returns>
    /// <inheritdoc cref="GetSemaphoreSets" path="/exception"/>
    public IReadOnlyList<MessageQueue> GetMessageQueues() => List("msg", IpcTable.ReadQueues);

    /// <summary>Creates a semaphore set, as <c>ipcmk -S</c> does.</summary>
    /// <param name="count">The number of semaphores, at least 1.</param>
    /// <param name="key">An unused key, or <see langword="null"/>.</param>
    /// <param name="permissions">The permissions.</param>
    /// <returns>The ID.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is not positive.</exception>
    /// <exception cref="ArgumentException">The permissions contain unknown bits.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered (EPERM), the key exists (EEXIST), or a limit is reached (ENOSPC, EINVAL).
    /// </exception>
    public int CreateSemaphoreSet(int count, int? key = null, UnixFileMode permissions = OwnerOnly)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return Create("create a semaphore set in", SystemCall.semget, key, count, permissions);
    }

    /// <summary>Creates a shared memory segment, as <c>ipcmk -M</c> does.</summary>
    /// <param name="size">The size in bytes, at least 1.</param>
    /// <inheritdoc cref="CreateSemaphoreSet" path="/param"/>
    /// <inheritdoc cref="CreateSemaphoreSet" path="/returns"/>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
    /// <exception cref="ArgumentException">The permissions contain unknown bits.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">
    /// The namespace cannot be entered (EPERM), the key exists (EEXIST), a limit is reached (ENOSPC, EINVAL), or there is not enough memory (ENOMEM).
    /// </exception>
    public int CreateSharedMemory(long size, int? key = null, UnixFileMode permissions = OwnerOnly)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        return Create("create a shared memory segment in", SystemCall.shmget, key, size, permissions);
    }

    /// <summary>Creates a System V message queue, as <c>ipcmk -Q</c> does.</summary>
    /// <inheritdoc cref="CreateSemaphoreSet" path="/param"/>
    /// <inheritdoc cref="CreateSemaphoreSet" path="/returns"/>
    /// <exception cref="ArgumentException">The permissions contain unknown bits.</exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM), the key exists (EEXIST), or a limit is reached (ENOSPC).</exception>
    public int CreateMessageQueue(int? key = null, UnixFileMode permissions = OwnerOnly) =>
        Create("create a message queue in", SystemCall.msgget, key, size: null, permissions);

    /// <summary>Deletes a semaphore set, as <c>ipcrm -s</c> does. Pending operations fail with EIDRM.</summary>
    /// <param name="id">The ID.</param>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered, or the object belongs to another user (EPERM); or it does not exist (EINVAL).</exception>
    public void DeleteSemaphoreSet(int id) => Delete("delete a semaphore set from", program => program.Steps.Add(SystemCall.semctl, id, 0, StepArgument.Named(Linux.IPC_RMID, "IPC_RMID")));

    /// <summary>Deletes a shared memory segment, as <c>ipcrm -m</c> does. Processes that have it attached can still use it.</summary>
    /// <inheritdoc cref="DeleteSemaphoreSet" path="/param"/>
    /// <inheritdoc cref="DeleteSemaphoreSet" path="/exception"/>
    public void DeleteSharedMemory(int id) => Delete("delete a shared memory segment from", program => program.Steps.Add(SystemCall.shmctl, id, StepArgument.Named(Linux.IPC_RMID, "IPC_RMID"), 0));

    /// <summary>Deletes a System V message queue, as <c>ipcrm -q</c> does. Pending operations fail with EIDRM.</summary>
    /// <inheritdoc cref="DeleteSemaphoreSet" path="/param"/>
    /// <inheritdoc cref="DeleteSemaphoreSet" path="/exception"/>
    public void DeleteMessageQueue(int id) => Delete("delete a message queue from", program => program.Steps.Add(SystemCall.msgctl, id, StepArgument.Named(Linux.IPC_RMID, "IPC_RMID"), 0));

    private IReadOnlyList<T> List<T>(string file, Func<TextReader, IReadOnlyList<T>> read)
    {
        // The file shows the namespace in which it was opened, whichever process reads it.
        NamespaceProgram program = Inside("list the System V objects of", descriptors: 1);
        program.OpenIn(0, $"/proc/sysvipc/{file}", Linux.O_RDONLY);
        using NamespaceProgramResult result = program.Run();
        using SafeFileHandle opened = result.Take(0);
        using StreamReader reader = new(new FileStream(opened, FileAccess.Read), Encoding.ASCII);
        return read(reader);
    }

    private int Create(string operation, SystemCall call, int? key, long? size, UnixFileMode permissions)
    {
        if (((int)permissions & ~0x1ff) != 0)
        {
            throw new ArgumentException($"'{permissions}' contains bits other than the permissions to read, write and execute.", nameof(permissions));
        }

        int flags = (int)permissions | Linux.IPC_CREAT | (key is null ? 0 : Linux.IPC_EXCL);
        NamespaceProgram program = Inside(operation, errno => errno == Errno.ENOSPC ? "A limit of the namespace is reached; GetLimits shows it and SetLimits changes it." : null);
        StepArgument id = program.ReturnsValue("id");
        ReadOnlySpan<StepArgument> arguments = size is { } value ? [key ?? 0, value, flags] : [key ?? 0, flags];
        program.Steps.AddSaving(id, call, arguments);
        using NamespaceProgramResult result = program.Run();
        return (int)result.Value(id);
    }

    private void Delete(string operation, Action<NamespaceProgram> add)
    {
        NamespaceProgram program = Inside(operation, errno => errno == Errno.EPERM && RightsOver.Has(Handle, Linux.CAP_SYS_ADMIN) == false
            ? "Only its owner, its creator and a caller with CAP_SYS_ADMIN may do that." : null);
        add(program);
        program.Run().Dispose();
    }
}
