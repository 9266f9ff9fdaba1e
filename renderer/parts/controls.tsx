import { Check, ChevronDown, type LucideIcon } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Tooltip,
  TooltipTrigger,
} from 'react-aria-components';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  readonly look?: 'plain' | 'primary' | 'danger' | 'quiet';
  readonly icon?: LucideIcon;
  readonly small?: boolean;
  readonly children: ReactNode;
}

/** An icon with its word. */
export function Button({ look = 'plain', icon: Icon, small = false, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={`button ${look}${small ? ' small' : ''}`}>
      {Icon !== undefined && <Icon size={small ? 14 : 16} aria-hidden />}
      <span className="button-word">{children}</span>
    </AriaButton>
  );
}

export interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  readonly icon: LucideIcon;
  /** Its name, shown as a tooltip. */
  readonly label: string;
  readonly pressed?: boolean;
}

export function IconButton({ icon: Icon, label, pressed, ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500}>
      <AriaButton
        {...rest}
        aria-label={label}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
        className={`icon-button${pressed === true ? ' pressed' : ''}`}
      >
        <Icon size={16} aria-hidden />
      </AriaButton>
      <Tooltip className="tooltip" offset={4}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}

export interface ChoiceProps<V extends string> {
  readonly label: string;
  /** Undefined: none is chosen yet. */
  readonly value: V | undefined;
  /** What stands there until one is chosen. */
  readonly placeholder?: string;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly onChange: (value: V) => void;
}

/** One of a few: a labelled list that opens. */
export function Choice<V extends string>({ label, value, placeholder, options, onChange }: ChoiceProps<V>) {
  return (
    <Select
      className="choice"
      value={value ?? null}
      {...(placeholder === undefined ? {} : { placeholder })}
      onChange={(key) => onChange(key as V)}
    >
      <Label className="field-label">{label}</Label>
      <AriaButton className="choice-button">
        <SelectValue className="choice-value" />
        <ChevronDown size={14} aria-hidden />
      </AriaButton>
      <Popover className="popover">
        <ListBox className="list-box">
          {options.map((option) => (
            <ListBoxItem key={option.value} id={option.value} textValue={option.label} className="list-item">
              {({ isSelected }) => (
                <>
                  <Check size={14} aria-hidden className={isSelected ? '' : 'unseen'} />
                  {option.label}
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}

/** Whether something unfolds below its button. */
export function useUnfold(): readonly [boolean, () => void] {
  const [open, setOpen] = useState(false);
  return [open, () => setOpen((before) => !before)];
}
