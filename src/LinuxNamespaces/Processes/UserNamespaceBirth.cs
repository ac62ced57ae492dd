using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>A user namespace that is there before the process that is to be in it.</summary>
internal static class UserNamespaceBirth
{
    /// <summary>Creates one by a process that ends at once.</summary>
    /// <param name="map">Its id maps; null leaves it without.</param>
    /// <param name="owner">Whom it belongs to; null is the caller.</param>
    internal static NamespaceHandle Create(IdMap? map, (uint User, uint Group)? owner)
    {
        ChildProgram program = new(awaitsGo: true) { Stage = (int)ProcessStage.CreateNamespaces };
        Stay(program, SystemCall.fcntl, program.Report);
        Stay(program, SystemCall.fcntl, program.Go);
        if (owner is { } ids)
        {
            program.Stage = (int)ProcessStage.Credentials;
            program.Add(SystemCall.setresgid, ids.Group, ids.Group, ids.Group);
            program.Add(SystemCall.setresuid, ids.User, ids.User, ids.User);
            program.Stage = (int)ProcessStage.CreateNamespaces;
        }

        program.Add(SystemCall.unshare, StepArgument.Named((uint)NamespaceTypes.User, "CLONE_NEWUSER"));
        program.AddReport(ReportTag.MapIds);
        program.AwaitGo();
        program.AddReport(ReportTag.Executing);
        program.Add(SystemCall.exit_group, 0);
        NamespaceHandle? created = null;
        ChildRequest request = new()
        {
            Program = program,
            OwnMemory = true,
            MapIds = processId =>
            {
                if (map is not null)
                {
                    IdMapWriter.Write(processId, map);
                }

                created = NamespaceHandle.Open($"/proc/{processId}/ns/user");
            },
        };
        try
        {
            SpawnedChild child = ChildSpawner.Spawn(request, CancellationToken.None);
            using (child.Process)
            {
                PidFile.Wait(child.Process, bury: true, out _, out _);
            }

            return created!;
        }
        catch (ChildFailedException e)
        {
            created?.Dispose();
            throw new LinuxException(e.Errno, "create a user namespace", null, Placement.UserNamespaceRemedy.For(e.Errno));
        }
        catch
        {
            created?.Dispose();
            throw;
        }
    }

    private static void Stay(ChildProgram program, SystemCall fcntl, StepArgument descriptor) =>
        program.Add(fcntl, descriptor, StepArgument.Named(Linux.F_SETFD, "F_SETFD"), StepArgument.Named(Linux.FD_CLOEXEC, "FD_CLOEXEC"));
}
