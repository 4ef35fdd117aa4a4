using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace VideoPipeline.Embedded.Functions.Timers;

/// <summary>Timer functions; a schedule may name a setting: %Housekeeping:Schedule%.</summary>
internal sealed partial class TimerTriggerSource : ITriggerSource
{
    public bool Handles(TriggerBindingAttribute trigger) => trigger is TimerTriggerAttribute;

    public ParameterBinder? Bind(ParameterInfo parameter, TriggerBindingAttribute trigger, bool isTrigger) =>
        parameter.ParameterType == typeof(TimerInfo) ? invocation => invocation.Payload
        : isTrigger ? throw new FunctionBindingException(
            $"{parameter.Member.DeclaringType!.Name}.{parameter.Member.Name}: a timer trigger of the embedded host is a TimerInfo.")
        : null;

    public IEnumerable<ITriggerListener> CreateListeners(IReadOnlyList<FunctionDescriptor> functions, IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        foreach (var function in functions)
        {
            var trigger = (TimerTriggerAttribute)function.Trigger;
            yield return ActivatorUtilities.CreateInstance<TimerListener>(
                services, function, trigger, Schedule(function.Name, trigger.Schedule, configuration));
        }
    }

    private static NcrontabSchedule Schedule(string function, string expression, IConfiguration configuration)
    {
        var resolved = Setting().Replace(expression, match => configuration[match.Groups[1].Value]
            ?? throw new FunctionBindingException($"Function '{function}': setting '{match.Groups[1].Value}' of its schedule is missing."));
        try
        {
            return NcrontabSchedule.Parse(resolved);
        }
        catch (FormatException exception)
        {
            throw new FunctionBindingException($"Function '{function}': {exception.Message}", exception);
        }
    }

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Setting();
}
