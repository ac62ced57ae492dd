using System.Globalization;
using System.Text;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>Ends a subreaper (PR_SET_CHILD_SUBREAPER) and all of its descendants.</summary>
internal static class ProcessTree
{
    private const string Operation = "end all processes of a tree";

    // A killed process may still wait for a device.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Ends the processes.</summary>
    /// <param name="rootId">The ID of the subreaper.</param>
    /// <param name="root">The subreaper.</param>
    /// <exception cref="LinuxException">One of the others may not be killed (EPERM), or has not ended in time (ETIMEDOUT). All others have been.</exception>
    internal static void Kill(int rootId, SafeFileHandle root)
    {
        // A stopped subreaper does not end with its program, and adopts orphans until no other process is left.
        if (!PidFile.Signal(root, Linux.SIGSTOP))
        {
            return;
        }

        HashSet<int> forbidden = [];
        long start = Environment.TickCount64;
        bool left;
        do
        {
            left = false;
            foreach ((int id, int parent) in Descendants(rootId))
            {
                if (!forbidden.Contains(id) && !TryKill(id, parent))
                {
                    forbidden.Add(id);
                }

                left |= !forbidden.Contains(id);
            }

            if (left)
            {
                InterruptGuard.Run(1, Thread.Sleep);
            }
        }
        while (left && Environment.TickCount64 - start < s_patience.TotalMilliseconds);

        PidFile.Signal(root, Linux.SIGKILL);
        if (forbidden.Count > 0 || left)
        {
            throw new LinuxException(
                left ? Errno.ETIMEDOUT : Errno.EPERM, Operation, rootId.ToString(CultureInfo.InvariantCulture),
                left ? "A process that was killed still waits for the kernel, as for a device." : $"Processes that run as another user remain: {string.Join(", ", forbidden)}. CAP_KILL would allow it.");
        }
    }

    // The ID may have been reused when it is opened, so the open process must still have the same parent.
    private static bool TryKill(int id, int parent)
    {
        using SafeFileHandle process = PidFile.TryOpen(id);
        using ProcDirectory? directory = ProcDirectory.TryOpen("/proc");
        if (process.IsInvalid || directory is null || Read(directory, id) is not { } now || now.Parent != parent)
        {
            return true;
        }

        try
        {
            PidFile.Signal(process, Linux.SIGKILL);
            return true;
        }
        catch (LinuxException e) when (e.Errno == Errno.EPERM)
        {
            return false;
        }
    }

    // The running processes, by their parents in /proc.
    private static List<(int Id, int Parent)> Descendants(int root)
    {
        using ProcDirectory? directory = ProcDirectory.TryOpen("/proc");
        List<int> ids = directory?.TryList(".") ?? throw SystemCalls.Failure(SystemCalls.LastError, Operation, "/proc");
        ILookup<int, (int Id, bool Lives)> children = ids.Select(id => (Id: id, Found: Read(directory, id))).Where(entry => entry.Found is not null)
            .ToLookup(entry => entry.Found!.Value.Parent, entry => (entry.Id, entry.Found!.Value.Lives));
        List<(int, int)> living = [];
        Queue<int> parents = new([root]);
        while (parents.TryDequeue(out int parent))
        {
            foreach ((int id, bool lives) in children[parent])
            {
                parents.Enqueue(id);
                if (lives)
                {
                    living.Add((id, parent));
                }
            }
        }

        return living;
    }

    private static (int Parent, bool Lives)? Read(ProcDirectory directory, int id)
    {
        if (directory.TryRead(string.Create(CultureInfo.InvariantCulture, $"{id}/stat"), 4096) is not { } bytes)
        {
            return null;
        }

        // The name in parentheses may contain any character.
        string text = Encoding.Latin1.GetString(bytes);
        string[] fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 1 && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int parent) ? (parent, fields[0] is not ("Z" or "X")) : null;
    }
}
