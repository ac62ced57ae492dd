using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>What is said to help is true, and arguments, which may be secrets, are not told.</summary>
[Collection("The kernel")]
public sealed class RemedyTests : IDisposable
{
    private const string Secret = "hunter2-very-secret";
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_script_whose_interpreter_is_missing_is_told_from_a_program_that_is_missing()
    {
        string script = Write("script", "#!/no/such/interpreter -x\n", executable: true);
        Remedy(new(script)).Should().Contain("'/no/such/interpreter'").And.NotContain("program does not exist");
        Remedy(new(script + "-not")).Should().Contain("The program does not exist").And.NotContain("interpreter");
        Remedy(new("lns-no-such-program")).Should().Contain("PATH").And.Contain("'lns-no-such-program'");
    }

    [Fact]
    public void What_cannot_be_executed_is_told_why()
    {
        Remedy(new(_directory.Path)).Should().Contain("directory").And.NotContain("noexec");
        Remedy(new(Write("text", "#!/bin/sh\n", executable: false))).Should().Contain("not executable").And.NotContain("noexec").And.NotContain("directory");
    }

    [Fact]
    public void An_argument_that_is_too_long_is_told_from_too_many()
    {
        ChildSetupException one = Failure(new("/bin/true", new string('s', 200_000)));
        one.Errno.Should().Be(Errno.E2BIG);
        one.Remedy.Should().Contain("An argument has 200001 bytes").And.NotContain("together");
        Failure(new("/bin/true") { Environment = { ["LONG"] = new string('s', 200_000) } }).Remedy.Should().Contain("A variable").And.NotContain("together");
        ChildSetupException many = Failure(new("/bin/true", Enumerable.Repeat(new string('s', 100_000), 100).ToArray()));
        many.Errno.Should().Be(Errno.E2BIG);
        many.Remedy.Should().Contain("together");
    }

    [Fact]
    public void Arguments_and_environment_are_not_told()
    {
        NamespaceProcessStartInfo info = new("/no/such/program", Secret, new string('x', 3_700_000)) { Environment = { ["PASSWORD"] = Secret } };
        ChildSetupException failure = Failure(info);
        foreach (string text in new[] { failure.Message, failure.ToString(), failure.Target!, failure.Step.Call, $"{failure.Step}", $"{info}", $"{NamespaceProcess.Plan(info)}" })
        {
            text.Should().NotContain(Secret).And.NotContain("xxxx");
        }

        failure.Message.Length.Should().BeLessThan(1000);
        NamespaceProcess.Plan(info).Steps.Should().Contain(step => step.Call.Contains("[\"/no/such/program\", /* 2 more */]"));
    }

    [Fact]
    public void A_script_of_the_shell_does_not_tell_its_arguments()
    {
        Require.UserNamespaces();
        // The shell is not there, so the step that fails is that which executes it.
        string script = Write("program", "exit 0\n", executable: true);
        NamespaceProcessStartInfo info = new("/program", Secret)
        {
            NewNamespaces = Run.Own, IdMap = IdMap.CurrentUserAsRoot, Root = ProcessRoot.Empty, Mounts = { Mount.File("/program", File.ReadAllBytes(script), UnixFileMode.UserRead | UnixFileMode.UserExecute) },
        };
        ChildSetupException failure = Failure(info);
        failure.Message.Should().NotContain(Secret);
        failure.Step.Call.Should().Contain("/bin/sh").And.Contain("more");
    }

    [Fact]
    public void The_name_of_a_program_is_printable_and_short()
    {
        ChildSetupException failure = Failure(new("no\u001b[31m\nsuch" + new string('x', 1000)));
        failure.Message.Should().NotContain("\n").And.NotContain("\u001b").And.Contain(@"no\x1b[31m\x0asuch");
        failure.Message.Length.Should().BeLessThan(3000);
    }

    [Fact]
    public void A_new_proc_is_told_to_need_a_pid_namespace_only_where_there_is_none()
    {
        Require.UserNamespaces();
        NamespaceProcessStartInfo without = new("true") { NewNamespaces = NamespaceTypes.User | NamespaceTypes.Mount, IdMap = IdMap.CurrentUserAsRoot, Mounts = { Mount.Proc() } };
        Remedy(without).Should().Contain("needs a new PID namespace");
    }

    [Fact]
    public async Task A_caller_with_rights_does_not_run_what_its_PATH_has()
    {
        // pasta is started with a /tmp of its own.
        string directory = Directory.CreateDirectory($"/var/tmp/lns-test-{Guid.NewGuid():N}").FullName;
        string marker = Path.Combine(directory, "ran");
        string program = Path.Combine(directory, "lns-fake-pasta");
        File.WriteAllText(program, $"#!/bin/sh\n: > '{marker}'\necho '{"\u001b[31m"}no way' >&2\nexit 3\n");
        File.SetUnixFileMode(program, (UnixFileMode)0x1ed);
        string? path = Environment.GetEnvironmentVariable("PATH");
        Environment.SetEnvironmentVariable("PATH", $"{directory}:{path}");
        try
        {
            Require.NetworkNamespaces();
            using NetNamespace red = NetNamespace.Create();
            Func<Task> act = () => red.StartPastaAsync(new PastaOptions { Program = "lns-fake-pasta" }, TestContext.Current.CancellationToken);
            if (Require.HasPrivileges)
            {
                (await act.Should().ThrowAsync<NotSupportedException>()).WithMessage("*'lns-fake-pasta'*/usr/bin*").Which.Message.Should().NotContain("PATH,");
                File.Exists(marker).Should().BeFalse();
            }
            else
            {
                (await act.Should().ThrowAsync<IOException>()).WithMessage("*no way*").Which.Message.Should().NotContain("\u001b");
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void A_newuidmap_without_its_bit_is_told_as_such()
    {
        Assert.SkipWhen(Capabilities.Has(Capability.Setuid), "This is about callers without privilege.");
        Require.Program("newuidmap");
        string own = Path.Combine(_directory.Path, "newuidmap");
        File.Copy(Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(directory => Path.Combine(directory, "newuidmap")).First(File.Exists), own);
        File.SetUnixFileMode(own, (UnixFileMode)0x1ed);
        string? path = Environment.GetEnvironmentVariable("PATH");
        IdMap map = SubordinateIds.GetUsers().Count > 0 ? IdMap.WithSubordinateIds() : new IdMap { Users = [new(0, 100000, 2)], Groups = [new(0, 100000, 2)] };
        NamespaceProcessStartInfo info = new("true") { NewNamespaces = NamespaceTypes.User, IdMap = map };
        Environment.SetEnvironmentVariable("PATH", $"{_directory.Path}:{path}");
        try
        {
            LinuxException failure = new Action(() => Run.Start(info).Dispose()).Should().Throw<LinuxException>().Which;
            failure.Message.Should().Contain(own).And.Contain("set-user-ID bit").And.NotContain("/etc/subuid must");
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }

    [Fact]
    public void Ids_that_no_line_gives_are_told_as_such()
    {
        Assert.SkipWhen(Capabilities.Has(Capability.Setuid), "This is about callers without privilege.");
        Require.Program("newuidmap");
        LinuxException failure = new Action(() => Run.Start(new("true")
        {
            NewNamespaces = NamespaceTypes.User, IdMap = new IdMap { Users = [new(0, 4_000_000_000)], Groups = [new(0, 4_000_000_000)] },
        }).Dispose()).Should().Throw<LinuxException>().Which;
        failure.Remedy.Should().Contain("/etc/subuid does not give").And.NotContain("set-user-ID");
    }

    [Fact]
    public void A_name_that_only_its_file_has_left_is_told_from_one_that_is_taken()
    {
        Require.NamedNamespaces();
        string name = $"lns-{Guid.NewGuid():N}";
        using (NetNamespace taken = NetNamespace.Create(name))
        {
            Named(name).Should().Contain("NetNamespace.Open opens it");
        }

        NetNamespace.Delete(name);
        File.Create($"{NetNamespace.NamedDirectory}/{name}").Dispose();
        Named(name).Should().Contain("without a namespace").And.NotContain("NetNamespace.Open opens it");
        NetNamespace.Delete(name);

        static string? Named(string name) => new Action(() => NetNamespace.Create(name)).Should().Throw<LinuxException>().Which.Remedy;
    }

    [Fact]
    public void A_pin_on_a_file_is_told_from_one_on_a_pin()
    {
        Require.Privileges();
        using Namespace uts = Namespace.OpenCurrent(NamespaceTypes.Uts);
        string file = Write("file", "text", executable: false);
        new Action(() => uts.Pin(file)).Should().Throw<LinuxException>().Which.Remedy.Should().Contain("a file").And.NotContain("Unpin");
        string pin = Path.Combine(_directory.Path, "pin");
        uts.Pin(pin);
        new Action(() => uts.Pin(pin)).Should().Throw<LinuxException>().Which.Remedy.Should().Contain("Namespace.Unpin");
        Namespace.Unpin(pin);
    }

    [Fact]
    public void A_cgroup_that_is_none_is_told_as_such()
    {
        // The directory is one, but not of a cgroup.
        NamespaceProcessStartInfo info = new("true") { CgroupDirectory = _directory.Path };
        LinuxException failure = new Action(() => Run.Start(info).Dispose()).Should().Throw<LinuxException>().Which;
        failure.Remedy.Should().NotContain("write cgroup.procs");
    }

    private static string? Remedy(NamespaceProcessStartInfo info) => Failure(info).Remedy;

    private static ChildSetupException Failure(NamespaceProcessStartInfo info) => new Action(() => Run.Start(info).Dispose()).Should().Throw<ChildSetupException>().Which;

    private string Write(string name, string text, bool executable)
    {
        string path = Path.Combine(_directory.Path, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, executable ? (UnixFileMode)0x1ed : (UnixFileMode)0x1a4);
        return path;
    }
}
