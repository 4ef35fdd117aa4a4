using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Microsoft.DurableTask;

/// <summary>The orchestrators and activities that a worker can run, by name and version.</summary>
public sealed partial class DurableTaskRegistry
{
    private readonly Dictionary<TaskKey, Func<IServiceProvider, ITaskOrchestrator>> _orchestrators = [];
    private readonly Dictionary<TaskKey, Func<IServiceProvider, ITaskActivity>> _activities = [];

    internal bool TryCreateOrchestrator(
        TaskName name, TaskVersion version, IServiceProvider services, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator)
    {
        orchestrator = Find(_orchestrators, name, version)?.Invoke(services);
        return orchestrator is not null;
    }

    internal bool TryCreateActivity(
        TaskName name, TaskVersion version, IServiceProvider services, [NotNullWhen(true)] out ITaskActivity? activity)
    {
        activity = Find(_activities, name, version)?.Invoke(services);
        return activity is not null;
    }

    private static TaskName NameOf(Type type)
    {
        var declared = type.GetCustomAttribute<DurableTaskAttribute>()?.Name ?? default;
        return declared == default ? new TaskName(type.Name) : declared;
    }

    private static TaskVersion VersionOf(Type type) => new(type.GetCustomAttribute<DurableTaskAttribute>()?.Version);

    private static void RequireConcrete<T>(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!typeof(T).IsAssignableFrom(type) || type.IsAbstract)
        {
            throw new ArgumentException($"{type} is not a concrete class that implements {typeof(T).Name}.", nameof(type));
        }
    }

    private static void Add<T>(Dictionary<TaskKey, Func<IServiceProvider, T>> tasks, TaskKey key, Func<IServiceProvider, T> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (key.Name == default)
        {
            throw new ArgumentException("A task needs a name.", nameof(key));
        }

        if (!tasks.TryAdd(key, factory))
        {
            throw new ArgumentException($"A task named '{key.Name}' with version '{key.Version.Version}' is already added.", nameof(key));
        }
    }

    // An exact version wins; the unversioned registration answers for a name only while that name has no versions.
    private static Func<IServiceProvider, T>? Find<T>(
        Dictionary<TaskKey, Func<IServiceProvider, T>> tasks, TaskName name, TaskVersion version)
    {
        if (tasks.TryGetValue(new TaskKey(name, version), out var exact))
        {
            return exact;
        }

        return tasks.TryGetValue(new TaskKey(name, TaskVersion.Unversioned), out var unversioned)
            && !tasks.Keys.Any(key => key.Name == name && key.Version != TaskVersion.Unversioned)
            ? unversioned
            : null;
    }

    private readonly record struct TaskKey(TaskName Name, TaskVersion Version);
}
