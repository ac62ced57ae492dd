using System.Buffers.Binary;
using System.Diagnostics;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Processes;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>The last steps before a program runs, and which program it is.</summary>
[Collection("The kernel")]
public sealed class ExecutionTests
{
    private const uint Allow = 0x7fff0000;
    private const uint FailWithEperm = 0x00050001;

    public static TheoryData<Carrier> Carriers => [.. Enum.GetValues<Carrier>()];

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task The_own_program_and_descriptors_are_those_of_the_caller(Carrier carrier)
    {
        // The program of the tests tells what kinds of namespaces there are.
        string[] own = ["/proc/self/exe", "/proc/thread-self/exe", $"/proc/{Environment.ProcessId}/exe", "//proc/./self/exe"];
        foreach (string path in own)
        {
            (await Run.OutputAsync(new NamespaceProcessStartInfo(path, "support") { StandardOutput = ProcessStream.Pipe }.By(carrier))).Should().Contain(nameof(NamespaceTypes.User), path);
        }

        using SafeFileHandle echo = File.OpenHandle("/bin/echo");
        foreach (string path in new[] { $"/proc/self/fd/{echo.DangerousGetHandle()}", $"/dev/fd/{echo.DangerousGetHandle()}" })
        {
            (await Run.OutputAsync(new NamespaceProcessStartInfo(path, "hi") { StandardOutput = ProcessStream.Pipe }.By(carrier))).Should().Be("hi", path);
        }

        // What the process gets itself it finds there itself.
        (await Run.OutputAsync(new NamespaceProcessStartInfo("/proc/self/fd/17", "hi") { Descriptors = { [17] = echo }, StandardOutput = ProcessStream.Pipe }.By(carrier))).Should().Be("hi");
        Action missing = () => Run.Start(new NamespaceProcessStartInfo("/proc/self/fd/9999").By(carrier));
        missing.Should().Throw<ChildSetupException>().Which.Errno.Should().Be(Errno.ENOENT);
    }

    [Fact]
    public async Task The_own_program_runs_under_another_root_where_there_is_a_proc()
    {
        Require.UserNamespaces();
        Action without = () => Run.Start(new("/proc/self/exe", "support") { NewNamespaces = Run.Own, IdMap = IdMap.CurrentUserAsRoot, Root = ProcessRoot.Empty, Mounts = { Mount.Bind("/usr", "/usr") } });
        without.Should().Throw<ChildSetupException>().Which.Errno.Should().Be(Errno.ENOENT);
        NamespaceProcessStartInfo there = new("/proc/self/exe", "support")
        {
            NewNamespaces = Run.Own, IdMap = IdMap.CurrentUserAsRoot, Root = ProcessRoot.Empty, StandardOutput = ProcessStream.Pipe,
            Mounts = { Mount.Bind("/", "/"), Mount.Proc() },
        };
        (await Run.OutputAsync(there)).Should().Contain(nameof(NamespaceTypes.User));
    }

    [Fact]
    public async Task A_source_by_the_own_directory_in_proc_is_what_the_caller_means()
    {
        Require.UserNamespaces();
        using TemporaryDirectory directory = new();
        await File.WriteAllTextAsync($"{directory.Path}/file", "content", TestContext.Current.CancellationToken);
        using SafeFileHandle opened = SystemCalls.TryOpen(directory.Path, Linux.O_PATH);
        int number = (int)opened.DangerousGetHandle();
        CallerPath.Resolve("/proc/self/exe").Should().Be(Environment.ProcessPath);
        CallerPath.Resolve("/proc/self/cwd").Should().Be(Environment.CurrentDirectory);
        CallerPath.Resolve($"/proc/self/fd/{number}/file").Should().Be($"{directory.Path}/file");
        CallerPath.Resolve($"/dev/fd/{number}").Should().Be(directory.Path);
        CallerPath.Resolve("/proc/self/status").Should().Be("/proc/self/status");
        CallerPath.Resolve("/proc/2147483647/cwd").Should().Be("/proc/2147483647/cwd");
        (await Run.OutputAsync(new("cat", "/mnt/file")
        {
            NewNamespaces = Run.Own, IdMap = IdMap.CurrentUserAsRoot, Mounts = { Mount.Bind($"/proc/self/fd/{number}", "/mnt") }, StandardOutput = ProcessStream.Pipe,
        })).Should().Be("content");
        (await Run.OutputAsync(new("pwd") { CallerWorkingDirectory = $"/proc/self/fd/{number}", StandardOutput = ProcessStream.Pipe })).Should().Be(directory.Path);
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task A_program_that_is_open_for_writing_is_tried_again(Carrier carrier)
    {
        using TemporaryDirectory directory = new();
        string program = Path.Combine(directory.Path, "program");
        File.Copy("/bin/true", program);
        FileStream writer = File.OpenWrite(program);
        Task<NamespaceProcess> start = Task.Factory.StartNew(() => NamespaceProcess.Start(new NamespaceProcessStartInfo(program).By(carrier)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        await writer.DisposeAsync();
        using (NamespaceProcess process = await start)
        {
            process.WaitForExit().Succeeded.Should().BeTrue();
        }

        using FileStream again = File.OpenWrite(program);
        Stopwatch watch = Stopwatch.StartNew();
        foreach (NamespaceProcessStartInfo info in new NamespaceProcessStartInfo[] { new(program), new("program") { Environment = { ["PATH"] = $"/nosuch:{directory.Path}:/bin" } } })
        {
            Action act = () => NamespaceProcess.Start(info.By(carrier)).Dispose();
            ChildSetupException failure = act.Should().Throw<ChildSetupException>().Which;
            failure.Errno.Should().Be(Errno.ETXTBSY);
            failure.Step.Stage.Should().Be(ProcessStage.Execute);
            failure.Remedy.Should().Contain("open for writing");
        }

        watch.Elapsed.Should().BeGreaterThan(BusyProgram.Patience);
    }

    [Fact]
    public async Task A_further_filter_is_set_by_the_call_that_the_first_allows()
    {
        foreach (SystemCall forbidden in new[] { SystemCall.seccomp, SystemCall.prctl })
        {
            byte[] first = [.. Instruction(0x20, 0, 0, 0), .. Instruction(0x15, 0, 1, (uint)forbidden.Number), .. Instruction(0x06, 0, 0, FailWithEperm), .. Instruction(0x06, 0, 0, Allow)];
            byte[] second = Instruction(0x06, 0, 0, Allow);
            string output = await Run.OutputAsync(new("grep", "Seccomp_filters", "/proc/self/status")
            {
                NoNewPrivileges = true, SeccompFilters = { first, second, second }, StandardOutput = ProcessStream.Pipe,
            });
            int before = int.Parse(File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("Seccomp_filters", StringComparison.Ordinal))?.Split('\t')[1] ?? "0", System.Globalization.CultureInfo.InvariantCulture);
            output.Split('\t')[1].Should().Be($"{before + 3}", forbidden.Name);
        }
    }

    [Fact]
    public async Task The_working_directory_is_entered_by_the_user_that_the_process_becomes_if_not_before()
    {
        Require.RootOfTheMachine();
        using TemporaryDirectory directory = new();
        string own = Directory.CreateDirectory($"{directory.Path}/own").FullName;
        Tool.Run("chmod", "755", directory.Path);
        Tool.Run("chown", "4242:4242", own);
        Tool.Run("chmod", "700", own);
        NamespaceProcessStartInfo Info(uint user) => new("sh", "-c", "pwd; echo $PWD; id -u")
        {
            WorkingDirectory = own, UserId = user, GroupId = user, SupplementaryGroups = [], PassWorkingDirectory = true, StandardOutput = ProcessStream.Pipe,
        };
        NamespaceProcess? process = null;
        Exception? refused = null;
        Thread thread = new(() =>
        {
            try
            {
                DropOverride();
                process = NamespaceProcess.Start(Info(4242));
                NamespaceProcess.Start(Info(4243)).Dispose();
            }
            catch (ChildSetupException e)
            {
                refused = e;
            }
        });
        thread.Start();
        thread.Join();
        process.Should().NotBeNull("its user may enter the directory");
        using (process)
        {
            (await process!.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Should().Be($"{own}\n{own}\n4242\n");
        }

        refused.Should().BeOfType<ChildSetupException>().Which.Errno.Should().Be(Errno.EACCES);
        (await Run.OutputAsync(Info(4243))).Should().StartWith(own, "root has entered it before");
    }

    // CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, of the calling thread and of what it executes.
    private static unsafe void DropOverride()
    {
        foreach (int capability in new[] { 1, 2 })
        {
            Libc.syscall(SystemCall.prctl.Number, Linux.PR_CAPBSET_DROP, capability, 0, 0, 0).Should().Be(0);
        }

        (ulong effective, ulong permitted, ulong inheritable) = CapabilityCalls.Get();
        effective &= ~0b110UL;
        permitted &= ~0b110UL;
        uint* header = stackalloc uint[2] { Linux._LINUX_CAPABILITY_VERSION_3, 0 };
        uint* data = stackalloc uint[6] { (uint)effective, (uint)permitted, (uint)inheritable, (uint)(effective >> 32), (uint)(permitted >> 32), (uint)(inheritable >> 32) };
        Libc.syscall(SystemCall.capset.Number, (nint)header, (nint)data, 0, 0, 0).Should().Be(0);
    }

    private static byte[] Instruction(ushort code, byte whenTrue, byte whenFalse, uint value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, code);
        (bytes[2], bytes[3]) = (whenTrue, whenFalse);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), value);
        return bytes;
    }
}
