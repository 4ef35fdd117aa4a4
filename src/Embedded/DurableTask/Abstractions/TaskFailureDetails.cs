using System.Reflection;

namespace Microsoft.DurableTask;

/// <summary>What is known of a failure: the full name of the exception's type, its message, stack trace and inner failure.</summary>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    internal const string Unknown = "(unknown)";

    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (exception is global::DurableTask.Core.Exceptions.TaskFailedException { FailureDetails: var known })
        {
            return known ?? new TaskFailureDetails(Unknown, Unknown, null, null, new Dictionary<string, object?>());
        }

        var inner = exception switch
        {
            TaskFailedException failed => failed.FailureDetails,
            { InnerException: { } cause } => FromException(cause),
            _ => null,
        };
        return new TaskFailureDetails(
            exception.GetType().ToString(), exception.Message, exception.StackTrace, inner, new Dictionary<string, object?>());
    }

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    public bool IsCausedBy<T>()
        where T : Exception => IsCausedBy(typeof(T), Assembly.GetCallingAssembly());

    public bool IsCausedBy(Type targetBaseExceptionType) => IsCausedBy(targetBaseExceptionType, Assembly.GetCallingAssembly());

    private bool IsCausedBy(Type target, Assembly caller)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!typeof(Exception).IsAssignableFrom(target))
        {
            throw new ArgumentException($"{target} is not an exception type.", nameof(target));
        }

        return !string.IsNullOrEmpty(ErrorType) && FindType(target, caller) is { } actual && target.IsAssignableFrom(actual);
    }

    private Type? FindType(Type target, Assembly caller)
    {
        var near = Type.GetType(ErrorType, throwOnError: false)
            ?? target.Assembly.GetType(ErrorType, throwOnError: false)
            ?? caller.GetType(ErrorType, throwOnError: false);
        if (near is not null)
        {
            return near;
        }

        var found = AppDomain.CurrentDomain.GetAssemblies()
            .Select(assembly => assembly.GetType(ErrorType, throwOnError: false))
            .OfType<Type>()
            .Distinct()
            .Take(2)
            .ToArray();
        return found.Length > 1
            ? throw new AmbiguousMatchException($"More than one exception type is named '{ErrorType}'.")
            : found.FirstOrDefault();
    }
}
