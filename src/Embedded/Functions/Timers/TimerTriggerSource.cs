using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace VideoPipeline.Embedded.Functions.Timers;

/// <summary>Timer functions; a schedule may name a setting: %Housekeeping:Schedule%.</summary>
internal sealed class TimerTriggerSource : ITriggerSource
{
    public bool Handles(TriggerBindingAttribute trigger) => trigger is TimerTriggerAttribute;

    public ParameterBinder? Bind(ParameterInfo parameter, TriggerBindingAttribute trigger, bool isTrigger) =>
        parameter.ParameterType == typeof(TimerInfo) ? invocation => invocation.Payload
        : isTrigger ? throw FunctionBindingException.At(parameter, "a timer trigger of the embedded host is a TimerInfo.")
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
        try
        {
            return NcrontabSchedule.Parse(SettingNames.Resolve(expression, configuration, function));
        }
        catch (FormatException exception)
        {
            throw new FunctionBindingException($"Function '{function}': {exception.Message}", exception);
        }
    }
}
