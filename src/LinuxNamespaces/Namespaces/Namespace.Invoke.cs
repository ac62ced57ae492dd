using LinuxNamespaces.Execution;

namespace LinuxNamespaces;

/// <content>Code of the caller inside namespaces.</content>
public partial class Namespace
{
    /// <summary>Runs code in the namespace: a network, UTS, IPC, cgroup or mount namespace.</summary>
    /// <param name="action">What to run. It does all of its work itself, in the thread that it is called in.</param>
    /// <remarks>
    /// <para>
    /// The code runs in a thread of its own, which enters the namespace by setns(2) and ends there; meanwhile the caller waits. It sees the
    /// <c>AsyncLocal</c> values of the caller, and its exceptions come out of this call. A call within another stays in the namespaces
    /// of the outer one.
    /// </para>
    /// <para>
    /// A thread is born into the namespaces of the thread that starts it. So the code must not start any, nor use what does so in the
    /// end: tasks, timers, asynchronous methods, <c>Parallel</c> and PLINQ, <c>HttpClient</c>, redirected streams of <c>Process</c>. Such work
    /// runs outside, on threads of the pool that are there already, or the pool gets new ones, which stay in the namespace and
    /// later run any other code of the program there. The latter cannot be undone; it is found when the code has ended, and
    /// is an <see cref="InvalidOperationException"/>. Sockets and processes that the code creates stay in the namespace, and may be used
    /// outside; but <see cref="NetNamespace"/> and <see cref="Processes.NamespaceProcess"/> create them there from outside.
    /// </para>
    /// <para>
    /// The runtime starts threads too, to collect garbage or to compile. They run none of the program's code, and end after a while;
    /// until then the namespace lives.
    /// </para>
    /// <para>
    /// In a mount namespace paths are those of that namespace, and the working directory is its root directory, also for
    /// assemblies that the runtime loads when the code first uses them.
    /// </para>
    /// <para>
    /// Whoever interrupts the thread of the caller meanwhile (<see cref="Thread.Interrupt"/>) interrupts the code.
    /// </para>
    /// </remarks>
    /// <exception cref="NotSupportedException">
    /// It is a user, PID or time namespace, which a thread cannot enter: start a process in it, with <see cref="Processes.NamespaceProcess"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The code has left threads in the namespace, has awaited something, or is <c>async void</c>. What it threw is the inner exception.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace cannot be entered (EPERM; needs CAP_SYS_ADMIN).</exception>
    public void Invoke(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Invoke(() => Call(action));
    }

    /// <inheritdoc cref="Invoke(Action)"/>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="function">What to run. It does all of its work itself, in the thread that it is called in.</param>
    /// <returns>What the code returns.</returns>
    public T Invoke<T>(Func<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        RequireSynchronous(typeof(T));
        ThreadNamespaces.Require(Type);
        ObjectDisposedException.ThrowIf(Handle.IsClosed, this);
        return DelegateThread.Run(ToString(), () => ThreadNamespaces.Enter(Handle), function);
    }

    /// <summary>Runs code in new namespaces, of the kinds network, UTS, IPC, cgroup and mount.</summary>
    /// <param name="types">The kinds of which the code gets a namespace of its own. For the others it stays in those of the caller.</param>
    /// <param name="action">What to run. It does all of its work itself, in the thread that it is called in.</param>
    /// <remarks>
    /// <para>
    /// The code runs in a thread of its own, which gets the namespaces by unshare(2) and ends in them. They go with it, unless the code
    /// opens them (<see cref="OpenCurrent(NamespaceTypes)"/>) and hands them out. What is mounted in a new mount namespace is not
    /// seen outside, nor what is mounted outside from then on inside.
    /// </para>
    /// <para>For the rest see <see cref="Invoke(Action)"/>.</para>
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="types"/> is empty, or has other bits in it.</exception>
    /// <exception cref="NotSupportedException">
    /// There is a user, PID or time namespace among them, which a thread cannot get: start a process with <see cref="Processes.NamespaceProcess"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The code has left threads in the namespaces, has awaited something, or is <c>async void</c>. What it threw is the inner exception.
    /// </exception>
    /// <exception cref="LinuxException">
    /// The namespaces cannot be created: CAP_SYS_ADMIN is missing (EPERM), or a limit of namespaces is reached (ENOSPC).
    /// </exception>
    public static void InvokeInNew(NamespaceTypes types, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        InvokeInNew(types, () => Call(action));
    }

    /// <inheritdoc cref="InvokeInNew(NamespaceTypes, Action)"/>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="types">The kinds of which the code gets a namespace of its own. For the others it stays in those of the caller.</param>
    /// <param name="function">What to run. It does all of its work itself, in the thread that it is called in.</param>
    /// <returns>What the code returns.</returns>
    public static T InvokeInNew<T>(NamespaceTypes types, Func<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        RequireSynchronous(typeof(T));
        ThreadNamespaces.Require(types);
        return DelegateThread.Run($"new namespaces ({types})", () => ThreadNamespaces.Unshare(types), function);
    }

    private static bool Call(Action action)
    {
        action();
        return true;
    }

    // The compiler refuses it only where it sees the type of the result.
    private static void RequireSynchronous(Type result)
    {
        if (result.IsAssignableTo(typeof(Task)) || result == typeof(ValueTask) || (result.IsGenericType && result.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            throw new NotSupportedException(NoAsync);
        }
    }
}
