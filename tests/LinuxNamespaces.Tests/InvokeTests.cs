using System.Reflection;
using System.Runtime.InteropServices;
using FluentAssertions;
using LinuxNamespaces.Execution;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.Tests;

/// <summary>What <see cref="Namespace.Invoke(Action)"/> refuses before it does anything.</summary>
public sealed class InvokeTests
{
    private const NamespaceTypes OfThreads = NamespaceTypes.Network | NamespaceTypes.Uts | NamespaceTypes.Ipc | NamespaceTypes.Cgroup | NamespaceTypes.Mount;

    [Theory]
    [InlineData("Invoke")]
    [InlineData("InvokeInNew")]
    public void Asynchronous_delegates_do_not_compile(string name)
    {
        MethodInfo[] overloads = [.. typeof(Namespace).GetMember(name).Cast<MethodInfo>()];
        overloads.Where(IsRefusedByTheCompiler).Select(Delegate)
            .Should().BeEquivalentTo("Func<Task>", "Func<Task<T>>", "Func<ValueTask>", "Func<ValueTask<T>>");
        overloads.Where(overload => !IsRefusedByTheCompiler(overload)).Select(Delegate).Should().BeEquivalentTo("Action", "Func<T>");
    }

    [Fact]
    public void Tasks_that_the_compiler_does_not_see_are_refused()
    {
        ShouldRefuse<Task>();
        ShouldRefuse<Task<int>>();
        ShouldRefuse<ValueTask>();
        ShouldRefuse<ValueTask<int>>();

        static void ShouldRefuse<T>()
        {
            using Namespace uts = Namespace.OpenCurrent(NamespaceTypes.Uts);
            Action existing = () => uts.Invoke(Fail<T>);
            Action created = () => Namespace.InvokeInNew(NamespaceTypes.Uts, Fail<T>);
            existing.Should().Throw<NotSupportedException>().WithMessage("An asynchronous delegate*");
            created.Should().Throw<NotSupportedException>().WithMessage("An asynchronous delegate*");
        }
    }

    [Theory]
    [InlineData(NamespaceTypes.User, "more than one thread")]
    [InlineData(NamespaceTypes.Pid, "stays in its PID namespace")]
    [InlineData(NamespaceTypes.Time, "share the clocks")]
    public void What_only_processes_can_have_is_refused_and_the_way_told(NamespaceTypes type, string reason)
    {
        using Namespace own = Namespace.OpenCurrent(type);
        Action existing = () => own.Invoke(Fail<int>);
        Action created = () => Namespace.InvokeInNew(type | NamespaceTypes.Uts, Fail<int>);
        foreach (Action act in new[] { existing, created })
        {
            act.Should().Throw<NotSupportedException>().WithMessage($"*{reason}*NamespaceProcess*");
        }
    }

    [Theory]
    [InlineData(NamespaceTypes.None)]
    [InlineData((NamespaceTypes)0x100)]
    [InlineData(NamespaceTypes.Uts | (NamespaceTypes)0x200)]
    public void What_is_no_set_of_kinds_is_refused(NamespaceTypes types)
    {
        Action act = () => Namespace.InvokeInNew(types, Fail<int>);
        act.Should().Throw<ArgumentException>().WithParameterName(nameof(types));
    }

    [Fact]
    public void Nothing_to_run_is_refused()
    {
        using Namespace uts = Namespace.OpenCurrent(NamespaceTypes.Uts);
        new Action(() => uts.Invoke((Action)null!)).Should().Throw<ArgumentNullException>().WithParameterName("action");
        new Action(() => uts.Invoke((Func<int>)null!)).Should().Throw<ArgumentNullException>().WithParameterName("function");
        new Action(() => Namespace.InvokeInNew(OfThreads, (Action)null!)).Should().Throw<ArgumentNullException>().WithParameterName("action");
        new Action(() => Namespace.InvokeInNew(OfThreads, (Func<int>)null!)).Should().Throw<ArgumentNullException>().WithParameterName("function");
    }

    [Fact]
    public void A_disposed_namespace_is_refused()
    {
        Namespace gone = Namespace.OpenCurrent(NamespaceTypes.Uts);
        gone.Dispose();
        new Action(() => gone.Invoke(Fail<int>)).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void The_own_namespace_needs_no_privilege()
    {
        using Namespace uts = Namespace.OpenCurrent(NamespaceTypes.Uts);
        int caller = Environment.CurrentManagedThreadId;
        uts.Invoke(() => Environment.CurrentManagedThreadId).Should().NotBe(caller);
    }

    [Fact]
    public void The_thread_is_gone_afterwards()
    {
        using Namespace uts = Namespace.OpenCurrent(NamespaceTypes.Uts);
        for (int round = 0; round < 1000; round++)
        {
            string thread = uts.Invoke(() => new FileInfo("/proc/thread-self").LinkTarget!);
            Directory.Exists($"/proc/{thread}").Should().BeFalse();
        }
    }

    [Fact]
    public void Exceptions_come_out_as_they_are()
    {
        using Namespace uts = Namespace.OpenCurrent(NamespaceTypes.Uts);
        InvalidTimeZoneException thrown = new("mine");
        Action act = () => uts.Invoke(() => Throw(thrown));
        act.Should().Throw<InvalidTimeZoneException>().Which.Should().BeSameAs(thrown);
        thrown.StackTrace.Should().Contain(nameof(Throw), "the trace begins where it was thrown");
    }

    [Fact]
    public void The_callers_AsyncLocal_values_are_seen()
    {
        using Namespace uts = Namespace.OpenCurrent(NamespaceTypes.Uts);
        AsyncLocal<string> local = new() { Value = "outside" };
        uts.Invoke(() => local.Value).Should().Be("outside");
    }

    [Fact]
    public void An_async_void_method_is_refused_before_it_begins()
    {
        using Namespace uts = Namespace.OpenCurrent(NamespaceTypes.Uts);
        bool begun = false;
        Action act = () => uts.Invoke(Begin);
        act.Should().Throw<InvalidOperationException>().WithMessage("*async void*");
        begun.Should().BeFalse();

        async void Begin()
        {
            begun = true;
            await Task.Yield();
        }
    }

    [Fact]
    public void What_is_awaited_inside_is_told()
    {
        using Namespace uts = Namespace.OpenCurrent(NamespaceTypes.Uts);
        TaskCompletionSource begun = new();
        TaskCompletionSource awaited = new();
        Thread outside = new(() =>
        {
            begun.Task.Wait(CancellationToken.None);
            awaited.SetResult();
        });
        outside.Start();
        Action act = () => uts.Invoke(() =>
        {
            Task rest = AwaitAsync();
            begun.SetResult();
            rest.Wait(CancellationToken.None);
        });
        act.Should().Throw<InvalidOperationException>().WithMessage($"*{uts}*awaited something*");
        outside.Join();

        async Task AwaitAsync() => await awaited.Task;
    }

    [Fact]
    public void Threads_of_the_library_are_started_from_outside()
    {
        using Namespace uts = Namespace.OpenCurrent(NamespaceTypes.Uts);
        int starter = 0;
        uts.Invoke(() => uts.Invoke(() => DelegateThread.RunOutside(() => starter = Environment.CurrentManagedThreadId)));
        starter.Should().Be(Environment.CurrentManagedThreadId);

        InvalidTimeZoneException thrown = new();
        Action act = () => uts.Invoke(() => DelegateThread.RunOutside(() => Throw(thrown)));
        act.Should().Throw<InvalidTimeZoneException>().Which.Should().BeSameAs(thrown);
    }

    [Fact]
    public void A_process_that_would_die_with_its_thread_is_refused()
    {
        using Namespace uts = Namespace.OpenCurrent(NamespaceTypes.Uts);
        Action act = () => uts.Invoke(() => NamespaceProcess.Start(new NamespaceProcessStartInfo("true") { ParentDeathSignal = PosixSignal.SIGTERM }).Dispose());
        act.Should().Throw<InvalidOperationException>().WithMessage("*parent-death*JoinNamespaces*");
    }

    private static T Fail<T>() => throw new InvalidOperationException("This must not run.");

    private static void Throw(Exception exception) => throw exception;

    private static bool IsRefusedByTheCompiler(MethodInfo method) => method.GetCustomAttribute<ObsoleteAttribute>() is { IsError: true };

    private static string Delegate(MethodInfo method) => Name(method.GetParameters()[^1].ParameterType);

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(',', type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}
